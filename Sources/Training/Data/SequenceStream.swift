public import LinearAlgebra
public import SequenceData

/// The sequences of a run in the order in which it asks for them.
///
/// The state is the position in each split; with the source it determines everything that follows.
public struct SequenceStream: Sendable {
  private let source: any SequenceSource
  /// The number of sequences that each split has handed out.
  public var positions: [Split: Int] = [:]

  /// The sequences of some data, from the first of each split.
  public init(_ data: ExperimentData) {
    source = data.source
  }

  /// Whether `count` sequences are all that a split has.
  func isWhole(_ count: Int, of split: Split, length: Int) -> Bool {
    source.size(of: split, length: length).map { count >= $0 } ?? false
  }

  /// Whether that is a whole minibatch, however few they are: all the sequences that a task has.
  func isExhausted(by count: Int, of split: Split, length: Int) -> Bool {
    isWhole(count, of: split, length: length) && source.isExhaustive(split, length: length)
  }

  /// The next `count` sequences of a split; all of it, from the first, where it has no more than that.
  ///
  /// All of a split has the last of several lengths, and then comes once more with lengths that are drawn: were each sequence
  /// there once, those of the last length would be learned and the others not.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - split: of which part of the data.
  ///   - lengths: where the length can be chosen, the nominal length of each sequence is drawn from these, the last one
  ///     for at least half of them.
  ///   - pool: who makes them, if they have to be made.
  /// - Throws: `SequenceFileError` if a file cannot be read on.
  public mutating func next(_ count: Int, of split: Split, lengths: [Int], pool: WorkerPool) throws -> SequenceSet {
    if let size = source.size(of: split, length: lengths.last!), count >= size {
      var set = try source.sequences(0..<size, of: split, lengths: [lengths.last!], pool: pool)
      if lengths.count > 1 {
        set.append(contentsOf: try source.sequences(size..<2 * size, of: split, lengths: lengths, pool: pool))
      }
      return set
    }
    let numbers = take(count, of: split, length: lengths.last!)
    return try source.sequences(numbers, of: split, lengths: lengths, pool: pool)
  }

  /// The numbers of the next `count` sequences of a split; of all of it, where it has no more than that.
  mutating func take(_ count: Int, of split: Split, length: Int) -> Range<Int> {
    if let size = source.size(of: split, length: length), count >= size { return 0..<size }
    let start = positions[split, default: 0]
    positions[split] = start + count
    return start..<start + count
  }

  /// Sequences by their numbers, as `take` gives them.
  func sequences(_ numbers: Range<Int>, of split: Split, length: Int, pool: WorkerPool) throws -> SequenceSet {
    try source.sequences(numbers, of: split, lengths: [length], pool: pool)
  }
}
