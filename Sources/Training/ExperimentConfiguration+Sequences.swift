public import RecurrentNetworks
public import SequenceData

extension ExperimentConfiguration {
  /// The first `count` sequences of a split of the task at the length asked for, as a batch is packed from them: those
  /// that a run with this seed begins with. Where the task is a fixed set there may be fewer.
  public func sequences(_ count: Int, of split: Split = .train) throws -> SequenceView {
    let task = try definition
    let available = task.fixedSize(length: length) ?? count
    return task.makeSequences(0..<min(count, available), seed: seed, split: split, length: length).view
  }
}
