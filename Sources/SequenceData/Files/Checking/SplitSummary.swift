/// Statistics of one split of a dataset file.
public struct SplitSummary: Sendable {
  /// Which split it is.
  public let split: Split
  /// The number of sequences.
  public let sequences: Int
  /// The number of rows.
  public let rows: Int
  /// The length of the shortest sequence.
  public let shortestLength: Int
  /// The length of the longest sequence.
  public let longestLength: Int
  /// The number of steps that carry loss.
  public let scoredSteps: Int
  /// Σ w over all steps.
  public let totalWeight: Double
  /// What is shown, on all steps.
  public let inputs: ColumnSummary
  /// What is asked for, on the steps that carry loss.
  public let targets: ColumnSummary
  /// What the best constant output scores on these very sequences; nothing where there are too many classes to count. The
  /// share of wrong sequences is missing where the file has no rule that is known.
  public let baseline: (loss: Double, wrongShare: Double?)?

  /// The mean length of a sequence.
  public var meanLength: Double { Double(rows) / Double(sequences) }

  /// Reads all sequences of a split.
  ///
  /// - Parameters:
  ///   - part: the split.
  ///   - description: what its file says about itself; the loss and the success rule are taken from it.
  ///   - progress: told the rows done.
  /// - Throws: what `progress` throws; ``SequenceFileError`` at the first value that is not what it should be.
  public init(
    _ part: SequenceFileSplit, of description: SequenceFileDescription, progress: (Int) throws -> Void = { _ in }
  ) throws {
    split = part.split
    (sequences, rows, longestLength) = (part.count, part.rowCount, part.longestLength)
    shortestLength = zip(part.offsets, part.offsets.dropFirst()).reduce(Int.max) { min($0, $1.1 - $1.0) }
    var tally = SplitTally(part, loss: description.loss)
    var start = 0
    while start < part.count {
      // As many sequences as have a moderate number of rows, and at least one.
      var end = start + 1
      while end < part.count, part.offsets[end + 1] - part.offsets[start] <= 1 << 16 { end += 1 }
      tally.add(try part.sequences(start..<end))
      try progress(part.offsets[end])
      start = end
    }
    (scoredSteps, totalWeight) = (tally.scoredSteps, tally.totalWeight)
    (inputs, targets) = (tally.inputs, tally.targets)
    baseline = tally.baseline(rule: description.successRule)
  }
}
