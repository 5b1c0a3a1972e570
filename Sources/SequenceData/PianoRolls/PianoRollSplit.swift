/// What has been written of one split of a piano roll.
public struct PianoRollSplit: Sendable, Equatable {
  /// The split.
  public let split: Split
  /// The number of sequences.
  public let sequences: Int
  /// The number of steps in them, of which all but the first of each sequence are predicted.
  public let steps: Int
  /// Sequences of less than two steps, which were left out.
  public let tooShort: Int

  init(_ split: Split, lengths: [Int]) {
    let used = lengths.filter { $0 >= 2 }
    self.split = split
    (sequences, steps, tooShort) = (used.count, used.reduce(0, +), lengths.count - used.count)
  }
}
