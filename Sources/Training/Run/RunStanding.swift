/// How a run stands, but for its vectors: what it has counted, spent and found.
///
/// Stored in a checkpoint as ``CheckpointTable`` says.
public struct RunStanding: Sendable, Equatable {
  /// Overflows since the last accepted step.
  public var overflows = 0
  /// Rejected steps since the last accepted one.
  public var rejections = 0
  /// The tests taken.
  public var tests = 0
  /// The score of the last test, or of the last validation before there was one.
  public var latest: Score?
  /// The place in the data and in the random numbers, and what has been spent.
  public var progress = ObjectiveProgress()
  /// Seconds of training so far.
  public var seconds = 0.0
  /// What has ended the run for good; nil where a larger budget would let it go on.
  public var verdict: RunOutcome?

  /// The beginning of a run.
  public init() {}
}
