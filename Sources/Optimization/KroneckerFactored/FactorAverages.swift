internal import LinearAlgebra

/// Running averages of the factors of a curvature, as the numbers that a state keeps: of each block A, D and the moments of
/// one step and the next, row by row; what belongs to sources once where blocks share them.
extension FirstOrderState {
  /// Averages the factors of some blocks with those before: after k statistics the old average keeps a share of
  /// min(1 − 1/k, `decay`), so that the first ones count alike (Martens & Grosse 2015, section 5).
  ///
  /// - Returns: whether they are finite; others are left out.
  mutating func average(_ blocks: [FactorBlock<Element>], decay: Double) -> Bool {
    let matrices = blocks.indices.flatMap { blocks[$0].moments(after: $0 == 0 ? nil : blocks[$0 - 1]) }
    guard matrices.allSatisfy(\.isFinite) else { return false }
    let count = matrices.reduce(0) { $0 + $1.rows * $1.columns }
    // Shapes that say nothing of factors leave their number to the first ones.
    if factors.count == 0 { factors = Vector(count: count) }
    precondition(factors.count == count, "factors of \(count) numbers cannot be averaged with \(factors.count)")
    let updates = (factorUpdates ?? 0) + 1
    factorUpdates = updates
    let share = min(1 - 1 / updates, decay)
    factors.scale(share)
    var start = 0
    for matrix in matrices {
      factors.add(1 - share, matrix, to: start)
      start += matrix.rows * matrix.columns
    }
    return true
  }

  /// The averages as the factors of these blocks.
  func averaged(_ blocks: [FactorBlock<Element>]) -> [FactorBlock<Element>] {
    var start = 0
    func next(_ order: Int) -> Matrix<Element> {
      let matrix = Matrix<Element>(rows: order, columns: order)
      matrix.copy(factors, from: start)
      start += order * order
      return matrix
    }
    var averages: [FactorBlock<Element>] = []
    for (index, block) in blocks.enumerated() {
      let shared = index > 0 && block.shares(blocks[index - 1]) ? averages[index - 1] : nil
      let sources = shared?.sources ?? next(block.columns)
      let deltas = next(block.rows)
      let lagged = block.lagged.map {
        LaggedMoments(
          sources: shared?.lagged?.sources ?? next(block.columns), deltas: next(block.rows), length: $0.length)
      }
      averages.append(
        FactorBlock(
          slices: block.slices, matrices: block.matrices, sources: sources, deltas: deltas, lagged: lagged))
    }
    return averages
  }
}

extension FactorBlock {
  /// Whether the sources are those of another block.
  fileprivate func shares(_ other: FactorBlock) -> Bool { sources.isSame(as: other.sources) }

  /// The matrices that are kept, those that are shared with the block before left out.
  fileprivate func moments(after other: FactorBlock?) -> [Matrix<Element>] {
    let isShared = other.map(shares) ?? false
    let ofSources = { (matrix: Matrix<Element>) in isShared ? [] : [matrix] }
    return ofSources(sources) + [deltas] + (lagged.map { ofSources($0.sources) + [$0.deltas] } ?? [])
  }
}
