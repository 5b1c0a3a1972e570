public import LinearAlgebra
internal import Synchronization

/// A batch of sequences, cut into chunks of whole sequences.
///
/// The cut depends on the sequences and on the network alone, never on the number of workers, and sums over chunks are
/// made in their order: results are the same bits on any number of threads.
public struct Batch<Element: Scalar>: Sendable {
  /// The chunks, longest sequences first.
  public let chunks: [Chunk<Element>]
  /// The number of sequences, those without a scored step included.
  public let sequences: Int
  /// The number of rows that carry loss.
  public let scored: Int
  /// Σ w over all steps.
  public let totalWeight: Double

  /// The largest number of sequences of a chunk.
  public static var chunkLimit: Int { 64 }
  /// The size in bytes for which windows are cut: the states of a window and of its tangents stay in a core's cache.
  static var windowBytes: Int { 160 * 1024 }

  /// Packs sequences for a network.
  ///
  /// The workers of `pool` share the work, where there is one.
  ///
  /// - Throws: ``NetworkError`` if inputs or targets are not what the network reads, if a symbol or class is out of
  ///   range, or a weight is negative or not a number.
  public init(
    _ view: SequenceView, for network: Network<Element>, pool: WorkerPool? = nil
  ) throws(NetworkError) {
    try view.validate(for: network.definition)
    self.init(view, members: Array(0..<view.count), factors: nil, for: network, pool: pool)
  }

  /// Packs some sequences of a view that is known to be valid, the weights of each, by its number in the view, times a factor.
  init(_ view: SequenceView, members: [Int], factors: [Double]?, for network: Network<Element>, pool: WorkerPool?) {
    let lengths = Packing.effectiveLengths(view)
    let order = members.filter { lengths[$0] > 0 }.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    let count = Self.chunkCount(order.count)
    let windowRows = Self.windowBytes / (MemoryLayout<Element>.size * network.widestLayer)
    let chunks = Self.made(count, pool) { index in
      let members = Array(order[order.count * index / count..<order.count * (index + 1) / count])
      let packing = Packing(view, sequences: members, lengths: members.map { lengths[$0] }, factors: factors)
      return Chunk<Element>(view, packing: packing, windowRows: windowRows)
    }
    self.init(chunks, sequences: members.count)
  }

  /// So many chunks, made by the workers of a pool where there is one.
  static func made(
    _ count: Int, _ pool: WorkerPool?, _ make: @escaping @Sendable (_ index: Int) -> Chunk<Element>
  ) -> [Chunk<Element>] {
    guard let pool else { return (0..<count).map(make) }
    let chunks = Mutex([Chunk<Element>?](repeating: nil, count: count))
    pool.run(count) { index, _ in
      let chunk = make(index)
      chunks.withLock { $0[index] = chunk }
    }
    return chunks.withLock { $0 }.compactMap(\.self)
  }

  /// A batch of one of the chunks alone.
  public func only(_ chunk: Int) -> Self { Self([chunks[chunk]], sequences: chunks[chunk].sequences.count) }

  init(_ chunks: [Chunk<Element>], sequences: Int) {
    self.chunks = chunks
    self.sequences = sequences
    scored = chunks.reduce(0) { $0 + $1.scored }
    totalWeight = chunks.reduce(0) { $1.packing.weights.reduce($0) { $0 + Double($1) } }
  }

  /// What a sum over the batch is divided by; 1 where there is nothing to sum.
  public func divisor(_ normalization: Normalization) -> Double {
    let divisor = normalization == .sequence ? Double(sequences) : totalWeight
    return divisor > 0 ? divisor : 1
  }

  /// As many chunks as 64 sequences in each ask for; but 2, 4, 8 or 16 of at least 28 where that is more, for as many
  /// cores, since small products are slow; and two in any case.
  static func chunkCount(_ sequences: Int) -> Int {
    let needed = (sequences + chunkLimit - 1) / chunkLimit
    let shared = [2, 4, 8, 16].last { sequences >= 28 * $0 } ?? min(2, sequences)
    return max(needed, shared)
  }
}
