internal import LinearAlgebra
internal import SequenceData
internal import Synchronization

/// Fresh sequences of a task, made on the fly: each asked for once, in order of their number.
///
/// The state is the position in each split; with the seed it determines everything that follows.
struct SequenceStream: Sendable {
  private let task: any SequenceTask
  private let seed: UInt64
  private var positions: [Split: Int] = [:]

  init(_ task: any SequenceTask, seed: UInt64) {
    self.task = task
    self.seed = seed
  }

  /// The next `count` sequences of a split, or all where the task has a fixed set.
  ///
  /// - Parameter lengths: the nominal length of each sequence is drawn from these, the last one for at least half of them.
  mutating func next(_ count: Int, of split: Split, lengths: [Int], pool: WorkerPool) -> SequenceSet {
    let length = lengths.last!
    let fixed = task.fixedSize(length: length)
    let start = fixed == nil ? positions[split, default: 0] : 0
    let indices = start..<start + (fixed ?? count)
    positions[split] = indices.upperBound
    return make(indices, of: split, lengths: lengths, pool: pool)
  }

  private func make(_ indices: Range<Int>, of split: Split, lengths: [Int], pool: WorkerPool) -> SequenceSet {
    let block = 128
    let blocks = (indices.count + block - 1) / block
    let parts = Mutex([SequenceSet?](repeating: nil, count: blocks))
    let (task, seed) = (task, seed)
    pool.run(blocks) { index, _ in
      let first = indices.lowerBound + index * block
      let part = task.makeSequences(first..<min(first + block, indices.upperBound), seed: seed, split: split) {
        Self.nominalLength(of: $0, seed: seed, split: split, lengths: lengths)
      }
      parts.withLock { $0[index] = part }
    }
    var set = task.makeEmptySet()
    let finished = parts.withLock { $0 }
    set.reserveCapacity(sequences: indices.count, rows: finished.reduce(0) { $0 + ($1?.rowCount ?? 0) })
    for part in finished { set.append(contentsOf: part!) }
    return set
  }

  private static func nominalLength(of index: Int, seed: UInt64, split: Split, lengths: [Int]) -> Int {
    guard lengths.count > 1 else { return lengths[0] }
    // A stream of its own, far from those of the tasks.
    var generator = Philox(seed: ~seed, stream: UInt64(index), position: 0)
    if generator.integer(in: 0...1) == 1 { return lengths.last! }
    return generator.integer(in: lengths.first!...lengths.last!)
  }
}
