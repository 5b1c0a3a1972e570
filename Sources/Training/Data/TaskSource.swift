internal import LinearAlgebra
internal import SequenceData
internal import Synchronization

/// Sequences of a task, made on the fly from the seed and their number.
struct TaskSource: SequenceSource {
  private let task: any SequenceTask
  private let seed: UInt64

  init(_ task: any SequenceTask, seed: UInt64) {
    self.task = task
    self.seed = seed
  }

  func size(of split: Split, length: Int) -> Int? { task.fixedSize(length: length) }

  func rows(of split: Split, length: Int) -> Int { task.maximumSequenceLength(length: length) }

  func isExhaustive(_ split: Split, length: Int) -> Bool { task.fixedSize(length: length) != nil }

  func sequences(_ numbers: Range<Int>, of split: Split, lengths: [Int], pool: WorkerPool) -> SequenceSet {
    let block = 128
    let blocks = (numbers.count + block - 1) / block
    let parts = Mutex([SequenceSet?](repeating: nil, count: blocks))
    let (task, seed) = (task, seed)
    pool.run(blocks) { index, _ in
      let first = numbers.lowerBound + index * block
      let part = task.makeSequences(first..<min(first + block, numbers.upperBound), seed: seed, split: split) {
        Self.nominalLength(of: $0, seed: seed, lengths: lengths)
      }
      parts.withLock { $0[index] = part }
    }
    var set = task.makeEmptySet()
    let finished = parts.withLock { $0 }
    set.reserveCapacity(sequences: numbers.count, rows: finished.reduce(0) { $0 + ($1?.rowCount ?? 0) })
    for part in finished { set.append(contentsOf: part!) }
    return set
  }

  func condition(_ number: Int, of split: Split, length: Int) -> TrialCondition? {
    task.condition(index: number, seed: seed, split: split, length: length)
  }

  private static func nominalLength(of number: Int, seed: UInt64, lengths: [Int]) -> Int {
    guard lengths.count > 1 else { return lengths[0] }
    // A stream of its own, far from those of the tasks.
    var generator = Philox(seed: ~seed, stream: UInt64(number), position: 0)
    if generator.integer(in: 0...1) == 1 { return lengths.last! }
    return generator.integer(in: lengths.first!...lengths.last!)
  }
}
