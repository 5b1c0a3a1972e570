internal import LinearAlgebra
internal import SequenceData

/// Where the sequences of a run come from: a numbered stream for each split, any part of which can be had at any time.
///
/// Whatever comes of a number follows from it and the seed alone, so a run is continued from the count of what it has used.
protocol SequenceSource: Sendable {
  /// The number of different sequences of a split, nil where there is no end to them.
  func size(of split: Split, length: Int) -> Int?

  /// The rows of the longest sequence of a split at a nominal length; of files, of the average one.
  func rows(of split: Split, length: Int) -> Int

  /// Whether the sequences of a split are all that the task has, so that a pass over them is a whole minibatch however few
  /// they are; a file that merely holds few is none.
  func isExhaustive(_ split: Split, length: Int) -> Bool

  /// The sequences with the given numbers; beyond the size of a split they come again, pass after pass.
  ///
  /// - Parameter lengths: where the length can be chosen, the nominal length of each sequence is drawn from these, the
  ///   last one for at least half of them.
  func sequences(_ numbers: Range<Int>, of split: Split, lengths: [Int], pool: WorkerPool) throws -> SequenceSet

  /// What a sequence has been made of, behind its noise; nil where that is not known.
  func condition(_ number: Int, of split: Split, length: Int) -> TrialCondition?
}

extension SequenceSource {
  func condition(_ number: Int, of split: Split, length: Int) -> TrialCondition? { nil }
}
