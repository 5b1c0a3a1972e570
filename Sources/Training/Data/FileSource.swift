internal import LinearAlgebra
internal import SequenceData
internal import Synchronization

/// Sequences of a dataset file.
///
/// The first pass through `/train` is in the order of the file, so that a file made from a task gives the run that the
/// task would have given; every later pass is in an order of its own, drawn from the seed and the number of the pass. The
/// other splits are always read in the order of the file, unless training data stands in for them. A small split is shuffled sequence by sequence; a large one is
/// not held in memory, and shuffled in blocks of neighbours.
final class FileSource: SequenceSource {
  /// Bytes of sequences that are held in memory; what is larger is read again and again.
  static var memoryLimit: Int { 64 << 20 }
  /// Bytes of a block, about those of a chunk in the file.
  static var blockBytes: Int { 256 << 10 }

  private let parts: [Split: FilePart]
  /// How many sequences there are of the task that the file is of, where that is known and there is an end to them.
  private let taskSize: Int?

  /// The sequences of a file; a split that it lacks is replaced by another, see ``substitute(for:in:)``.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - taskSize: how many sequences there are of its task, nil where there is no end to them or no task.
  ///   - seed: the seed of the orders in which it is read.
  init(_ file: SequenceFile, taskSize: Int?, seed: UInt64) throws {
    self.taskSize = taskSize
    var found: [Split: FilePart] = [:]
    for split in file.splits {
      found[split] = FilePart(try file.split(split), seed: seed, isShuffled: split == .train)
    }
    var parts: [Split: FilePart] = [:]
    for split in Split.allCases { parts[split] = Self.substitute(for: split, in: file).flatMap { found[$0] } }
    self.parts = parts
  }

  /// The split that stands for another: validation and test for each other, and training data where there is neither.
  /// Nothing stands for training data.
  static func substitute(for split: Split, in file: SequenceFile) -> Split? {
    substitute(for: split, among: file.splits)
  }

  /// The same where these splits are there.
  static func substitute(for split: Split, among splits: some Collection<Split>) -> Split? {
    let candidates: [Split] =
      switch split {
      case .train: [.train]
      case .validation: [.validation, .test, .train]
      case .test: [.test, .validation, .train]
      }
    return candidates.first { splits.contains($0) }
  }

  func size(of split: Split, length: Int) -> Int? { parts[split]?.count ?? 0 }

  func rows(of split: Split, length: Int) -> Int { parts[split]?.meanRows ?? 0 }

  func isExhaustive(_ split: Split, length: Int) -> Bool { taskSize.map { parts[split]?.count ?? 0 >= $0 } ?? false }

  func sequences(_ numbers: Range<Int>, of split: Split, lengths: [Int], pool: WorkerPool) throws -> SequenceSet {
    guard let part = parts[split] else { preconditionFailure("a run begins only if it has training data") }
    return try part.sequences(numbers)
  }
}
