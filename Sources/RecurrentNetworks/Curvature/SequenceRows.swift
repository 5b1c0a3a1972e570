public import LinearAlgebra
internal import Losses

/// The Gauss-Newton matrix of a batch as a product of rows: with H_ℓ = R Rᵀ of the one scored step of each sequence,
///
///     G = J̃ᵀ J̃ / divisor,  J̃ = √w Rᵀ J,  ∇f = J̃ᵀ r̃ / divisor
///
/// without weight decay (Ren & Goldfarb 2019, section 3); in other coordinates, J̃ is by these. For each sequence, in an order that depends on the batch alone, J̃ has a
/// row for each column of R: one for each output, of classes one less. Where these are more than was asked for, few random rows
/// stand for them, with the same gradient and in the mean with the same matrix.
///
/// The rows are kept where they fit, or else computed once more whenever they are needed, one chunk or two slabs of chunks at a
/// time. Results are the same bits in both cases and on any number of threads: products with vectors go chunk by chunk, those of
/// rows with one another by groups of chunks that depend on the batch alone.
public final class SequenceRows<Element: Scalar> {
  /// Rows of a group of chunks at most, unless it is one chunk: as many as a product needs to run at full speed.
  public static var groupLimit: Int { 512 }

  /// The number of rows.
  public let count: Int
  /// r̃ as a matrix of one row.
  public let residuals: Matrix<Element>
  /// What sums over the batch are divided by.
  public let divisor: Double

  private let linearization: Linearization<Element>
  private let source: RowSource<Element>
  /// J̃ where it is kept.
  private let kept: Matrix<Element>?
  /// Ranges of groups, two of which are held at a time, where it is not.
  private let slabs: [Range<Int>]

  init(_ linearization: Linearization<Element>, _ source: RowSource<Element>, bytes limit: Int?) {
    (self.linearization, self.source) = (linearization, source)
    divisor = linearization.divisor
    let count = source.count
    self.count = count
    residuals = Matrix(rows: 1, columns: count)
    let bytes = source.columns * MemoryLayout<Element>.stride
    let fits = limit.map { count * bytes <= $0 } ?? true
    kept = fits ? Matrix(rows: count, columns: source.columns) : nil
    slabs = fits ? [] : source.ranges(of: source.groups, rows: (limit ?? 0) / (2 * bytes))
    let (kept, residuals) = (kept, residuals)
    forEach(source.chunks.indices) { chunk, arena in
      let pass = source.pass(chunk, in: arena)
      pass.loadStates(0)
      source.fillResiduals(residuals.columns(source.rows(chunk)), pass, chunk: chunk)
      if let kept { source.fill(kept.rows(source.rows(chunk)), pass, chunk: chunk) }
    }
  }

  /// The rows of a sequence: backward passes that computing all of them once takes.
  public var perSequence: Int { source.perSequence }
  /// Whether all rows are in memory; otherwise they are computed anew for each product.
  public var areKept: Bool { kept != nil }

  private func forEach(_ chunks: Range<Int>, _ body: @Sendable (_ chunk: Int, _ arena: Arena<Element>) -> Void) {
    linearization.evaluator.sum.forEach(chunks.count) { body(chunks.lowerBound + $0, $1) }
  }
}

extension SequenceRows {
  /// The lower triangle of `gram` ← that of J̃ J̃ᵀ. Where rows are not kept, s slabs take (s + 1) / 2 times the passes.
  public func multiply(into gram: Matrix<Element>) {
    precondition(gram.rows == count && gram.columns == count, "\(count) rows have no products of another number")
    if let kept { return multiply(kept, kept, source.groups.indices, source.groups.indices, into: gram) }
    let most = slabs.map { source.rows(groups: $0).count }.max() ?? 0
    let one = Matrix<Element>(rows: most, columns: source.columns)
    let other = Matrix<Element>(rows: slabs.count > 1 ? most : 0, columns: source.columns)
    for (index, slab) in slabs.enumerated() {
      load(slab, into: one)
      multiply(one, one, slab, slab, into: gram)
      for earlier in slabs[..<index] {
        load(earlier, into: other)
        multiply(one, other, slab, earlier, into: gram)
      }
    }
  }

  /// The blocks of groups of one range with those of another, each by itself.
  private func multiply(
    _ one: Matrix<Element>, _ other: Matrix<Element>, _ first: Range<Int>, _ second: Range<Int>,
    into gram: Matrix<Element>
  ) {
    let pairs = first.flatMap { i in second.filter { $0 <= i }.map { (i, $0) } }
    let source = source
    linearization.evaluator.pool.run(pairs.count) { index, _ in
      let (i, j) = (source.rows(source.groups[pairs[index].0]), source.rows(source.groups[pairs[index].1]))
      let block = gram.rows(i).columns(j)
      let left = one.rows(i, after: source.rows(groups: first))
      if i == j {
        block.multiplyLower(left)
      } else {
        // Long rows are better copied than cut.
        block.multiplyInOneCall(
          left, transposed: false, other.rows(j, after: source.rows(groups: second)), transposed: true, adding: false)
      }
    }
  }

  private func load(_ slab: Range<Int>, into rows: Matrix<Element>) {
    let source = source
    forEach(source.groups[slab.lowerBound].lowerBound..<source.groups[slab.upperBound - 1].upperBound) { chunk, arena in
      source.fill(
        rows.rows(source.rows(chunk), after: source.rows(groups: slab)), source.pass(chunk, in: arena), chunk: chunk)
    }
  }

  /// `products` ← V J̃ᵀ: a row for each row of V, a column for each row of J̃.
  public func multiply(_ vectors: Matrix<Element>, into products: Matrix<Element>) {
    let (source, kept) = (source, kept)
    forEach(source.chunks.indices) { chunk, arena in
      products.columns(source.rows(chunk)).multiply(
        vectors, transposed: false, source.rows(chunk, of: kept, in: arena), transposed: true)
    }
  }

  /// `sum` ← J̃ᵀ z for one row z.
  public func combine(_ z: Matrix<Element>, into sum: inout Vector<Element>) {
    let (source, kept) = (source, kept)
    _ = linearization.evaluator.sum.gradient(source.chunks.count, into: &sum) { chunk, arena, part, _ in
      part.row.multiply(z.columns(source.rows(chunk)), source.rows(chunk, of: kept, in: arena))
      return 0
    }
  }
}

extension Matrix {
  /// The rows of a range, of a matrix that holds those of a larger one.
  fileprivate func rows(_ range: Range<Int>, after all: Range<Int>) -> Matrix {
    rows(range.lowerBound - all.lowerBound..<range.upperBound - all.lowerBound)
  }
}

extension Linearization {
  /// Whether every sequence has at most one step that carries loss, and nothing else does: the rows of others would be too many.
  public var hasSequenceRows: Bool {
    batch.chunks.allSatisfy { $0.scored == $0.sequences.count && $0.ratePenalty == 0 }
      && network.loss.function is any FactoredLoss
  }

  /// J̃ and r̃, kept where they take no more than so many bytes. Valid as long as this linearization.
  ///
  /// Holds the states and deltas of one whole chunk for each worker, whatever the memory limit.
  ///
  /// - Parameters:
  ///   - limit: the bytes for rows, `nil` for as many as they take.
  ///   - whitening: the coordinates of the rows; `nil` for the parameters.
  ///   - perSequence: the most rows of a sequence, 2 at least, `nil` for all it has. Where it has more, the first is along its
  ///     residual and the others are random, from ``samplingSeed``.
  public func sequenceRows(
    bytes limit: Int? = nil, in whitening: Whitening<Element>? = nil, perSequence: Int? = nil
  ) -> SequenceRows<Element> {
    precondition(perSequence ?? 2 > 1, "a sequence is not known by one row, unless it has no more")
    requireFreeWeights()
    guard hasSequenceRows, let loss = network.loss.function as? any FactoredLoss else {
      preconditionFailure(
        "rows are those of sequences with one scored step each, and of a loss with a factored Hessian")
    }
    let source = RowSource(
      network, batch.chunks, validCaches, weights, loss, whitening, perSequence: perSequence, seed: samplingSeed)
    return SequenceRows(self, source, bytes: limit)
  }
}
