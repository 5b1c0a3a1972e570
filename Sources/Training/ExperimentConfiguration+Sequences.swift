internal import LinearAlgebra
public import RecurrentNetworks
public import SequenceData

extension ExperimentConfiguration {
  /// Whether the data are a text, which is cut into windows.
  public var isText: Bool { window != nil }

  /// The first `count` sequences of a split at the length asked for, as a batch is packed from them: those that a run
  /// with this seed begins with. There may be fewer.
  public func sequences(_ count: Int, of split: Split = .train) throws -> SequenceView {
    let data = try ExperimentData(self)
    try data.require(count, of: split, length: length, for: network, "looking at")
    var stream = SequenceStream(data)
    return try stream.next(count, of: split, lengths: [length], pool: WorkerPool(threads: 1)).view
  }
}
