internal import LinearAlgebra
internal import Machine
public import RecurrentNetworks
public import SequenceData

extension ExperimentConfiguration {
  /// Whether the data are a text, which is cut into windows.
  public var isText: Bool { window != nil }

  /// The first `count` sequences of a split at the length asked for, as a batch is packed from them: those that a run
  /// with this seed begins with. There may be fewer.
  public func sequences(_ count: Int, of split: Split = .train) throws -> SequenceView {
    let data = try ExperimentData(self)
    try data.require(count, of: split, length: length, for: network, "looking at --sequences")
    var stream = SequenceStream(data)
    return try stream.next(count, of: split, lengths: [length], pool: WorkerPool(threads: 1)).view
  }

  /// Makes sure that states of these sequences can be held.
  ///
  /// - Parameters:
  ///   - sequences: the sequences.
  ///   - copies: how many of the size of all states at all steps are there at a time.
  ///   - width: the bytes of a number.
  ///   - work: what they are held for, with the option that decides how many: "checking --length 50".
  /// - Throws: ``TrainingError`` where there is no memory for them.
  public func requireStates(
    _ sequences: SequenceView, copies: Int, width: Int, for work: String
  ) throws(TrainingError) {
    let rows = sequences.offsets[sequences.count]
    try MemoryNeed(
      "\(work) with \(network.sizeInWords)", copies, width, rows,
      network.layers.reduce(0) { $0 + $1.units }
    ).require()
  }
}
