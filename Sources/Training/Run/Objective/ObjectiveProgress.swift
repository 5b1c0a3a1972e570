public import SequenceData

/// How far a run has come through its data and its random numbers: with the configuration, all that the next draw needs.
public struct ObjectiveProgress: Codable, Sendable, Equatable {
  /// What has been spent.
  public var cost = Cost()
  /// The number of sequences that each split has handed out; absent where none has been asked of it.
  public var positions: [Split: Int] = [:]
  /// The number of curvatures prepared, from which the seeds of sampled ones follow.
  public var solves: UInt64 = 0
  /// The sequences of a gradient, or of the batch that is there instead, to which batches have grown; 0 before they have, and where they do not.
  public var gradientBatch = 0
  /// The number of batches that have been given noise, from which the seeds of the next follow.
  public var noises: UInt64 = 0

  /// The beginning of a run.
  public init() {}
}
