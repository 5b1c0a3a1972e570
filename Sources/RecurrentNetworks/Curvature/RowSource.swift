internal import LinearAlgebra
internal import Losses

/// What the rows of a batch are computed from.
struct RowSource<Element: Scalar>: Sendable {
  let network: Network<Element>
  let chunks: [Chunk<Element>]
  let caches: [ChunkCache<Element>]
  let weights: Parameters<Element>
  let loss: any FactoredLoss
  /// The coordinates of the rows; `nil` for the parameters themselves.
  let whitening: Whitening<Element>?
  /// The columns of R.
  private let rank: Int
  /// What stands for the columns of R where there are fewer rows; `nil` where each column has its row.
  private let directions: RowDirections<Element>?
  /// Where the directions come from.
  private let seed: UInt64
  /// The rows of a sequence.
  let perSequence: Int
  /// The first row of each chunk, and the number of all.
  let starts: [Int]
  /// Chunks whose rows are multiplied with those of others in one call.
  private(set) var groups: [Range<Int>] = []

  init(
    _ network: Network<Element>, _ chunks: [Chunk<Element>], _ caches: [ChunkCache<Element>],
    _ weights: Parameters<Element>, _ loss: any FactoredLoss, _ whitening: Whitening<Element>?, perSequence limit: Int?,
    seed: UInt64
  ) {
    (self.network, self.chunks, self.caches, self.weights, self.loss) = (network, chunks, caches, weights, loss)
    (self.whitening, self.seed) = (whitening, seed)
    let rank = loss.rank(outputs: network.definition.outputs)
    directions = limit.flatMap {
      $0 < rank ? RowDirections($0, rank: rank, sequences: chunks.reduce(0) { $0 + $1.sequences.count }) : nil
    }
    let perSequence = directions?.count ?? rank
    var starts = [0]
    for chunk in chunks { starts.append(starts[starts.count - 1] + chunk.sequences.count * perSequence) }
    (self.rank, self.perSequence, self.starts) = (rank, perSequence, starts)
    groups = ranges(of: chunks.indices.map { $0..<$0 + 1 }, rows: SequenceRows<Element>.groupLimit)
  }

  /// The number of rows.
  var count: Int { starts[chunks.count] }
  /// The numbers of a row.
  var columns: Int { network.layout.count }

  /// The rows of a chunk.
  func rows(_ chunk: Int) -> Range<Int> { starts[chunk]..<starts[chunk + 1] }
  /// The rows of some chunks that follow one another.
  func rows(_ chunks: Range<Int>) -> Range<Int> { starts[chunks.lowerBound]..<starts[chunks.upperBound] }

  /// The rows of some groups that follow one another.
  func rows(groups range: Range<Int>) -> Range<Int> {
    rows(groups[range.lowerBound].lowerBound..<groups[range.upperBound - 1].upperBound)
  }

  /// Ranges of parts, which are ranges of chunks, with at most so many rows, or of one part.
  func ranges(of parts: [Range<Int>], rows limit: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in parts.indices {
      if let last = ranges.last, rows(parts[last.lowerBound].lowerBound..<parts[index].upperBound).count <= limit {
        ranges[ranges.count - 1] = last.lowerBound..<index + 1
      } else {
        ranges.append(index..<index + 1)
      }
    }
    return ranges
  }

  /// A pass over a chunk as one segment, its states kept or to be computed.
  func pass(_ index: Int, in arena: Arena<Element>) -> ChunkPass<Element> {
    let isKept = caches[index].predictions != nil
    let cache = isKept ? caches[index] : ChunkCache(chunks[index], network: network, interval: nil, in: arena)
    return ChunkPass(network, chunk: chunks[index], cache: cache, weights: weights, arena: arena, filled: isKept)
  }

  /// Fills the residuals of a chunk, one row, and the directions of its rows: 0 where a sequence has no scored step.
  func fillResiduals(_ residuals: Matrix<Element>, _ pass: ChunkPass<Element>, chunk index: Int) {
    let chunk = pass.chunk
    let own = pass.arena.matrix(rows: chunk.scored, columns: rank)
    loss.copyResidual(into: own, predictions: pass.predictions, chunk.lossRows(from: 0))
    residuals.fill(0)
    for scored in 0..<chunk.scored {
      let n = Int(chunk.scoredSequences[scored])
      let (first, residual) = (n * perSequence, own.rows(scored..<scored + 1))
      guard let directions else {
        residuals.columns(first..<first + rank).copy(residual)
        continue
      }
      var generator = chunk.generator(ofScored: scored, seed: seed, position: Self.position)
      residuals[0, first] = Element(directions.fill(place(of: n, in: index), residual: residual, using: &generator))
    }
  }

  /// Fills the rows of a chunk: a backward pass for each direction or column of R, and a gradient for each row.
  func fill(_ rows: Matrix<Element>, _ pass: ChunkPass<Element>, chunk index: Int) {
    let single = Parameters<Element>(network.layout, isTransposed: network.readsSymbols)
    let scratch = Memory<Element>(count: whitening?.scratchCount ?? 0)
    let (chunk, all) = (pass.chunk, pass.arena.matrix(rows: pass.chunk.scored, columns: rank))
    for k in 0..<perSequence {
      pass.eachGradient(.none, single) { window, z̄ in
        let u = all.rows(0..<window.scored.count)
        if directions == nil { u.fill(0) }
        for (row, scored) in window.scored.enumerated() {
          if let directions {
            u.rows(row..<row + 1).copy(directions[place(of: Int(chunk.scoredSequences[scored]), in: index), k])
          } else {
            u[row, k] = 1
          }
        }
        pass.multiplyLossHessianFactor(of: loss, window, u, into: z̄)
      } _: { n, gradient in
        let row = n * perSequence + k
        whitening?.apply(to: gradient, of: .gradient, scratch: scratch)
        rows.rows(row..<row + 1).copy(gradient)
      }
    }
  }

  /// The place in the batch of a sequence of a chunk.
  private func place(of n: Int, in chunk: Int) -> Int { starts[chunk] / perSequence + n }

  /// Where the random numbers of directions begin in the stream of a step: behind those of samples and signs of the loss, before
  /// those of signs at the states.
  private static var position: UInt64 { 1 << 32 }

  /// The rows of a chunk, out of those that are kept or in memory of an arena.
  func rows(_ chunk: Int, of kept: Matrix<Element>?, in arena: Arena<Element>) -> Matrix<Element> {
    if let kept { return kept.rows(rows(chunk)) }
    let rows = arena.matrix(rows: rows(chunk).count, columns: columns)
    fill(rows, pass(chunk, in: arena), chunk: chunk)
    return rows
  }
}
