public import LinearAlgebra

/// A matrix of parameters, and the second moments of what goes into it and of what comes back through it.
///
/// Its part of the curvature is close to A ⊗ D (Martens & Grosse 2015, section 3), with A = mean of a aᵀ over the sources, a
/// 1 among them where there is a bias, and D = mean of δ δᵀ, times the number of records, over the deltas. What leads to the
/// same numbers is one matrix, [W_h W_x b], whose slices may lie apart. An initial state is a column whose A is 1.
public struct FactorBlock<Element: Scalar>: Sendable {
  /// Where the columns of the matrix lie among the parameters, from left to right.
  public let slices: [ColumnSlice]
  /// How many of the slices each of its matrices is, from left to right: weights and their bias are one.
  public let matrices: [Int]
  /// A: symmetric, as large as a row. Blocks next to one another that have the same sources, as the gates of a cell, share
  /// one matrix.
  public let sources: Matrix<Element>
  /// D: symmetric, as large as a column.
  public let deltas: Matrix<Element>
  /// What each step has to do with the next one; `nil` where there are no steps, or nobody asked.
  public let lagged: LaggedMoments<Element>?

  /// The rows of the matrix.
  public var rows: Int { deltas.rows }
  /// The columns of the matrix.
  public var columns: Int { sources.rows }
  /// Its elements among the parameters.
  public var ranges: [Range<Int>] { slices.map { $0.range(rows: rows) } }

  /// A block from its parts; all slices are one matrix where not said otherwise.
  public init(
    slices: [ColumnSlice], matrices: [Int]? = nil, sources: Matrix<Element>, deltas: Matrix<Element>,
    lagged: LaggedMoments<Element>? = nil
  ) {
    let matrices = matrices ?? [slices.count]
    precondition(
      matrices.reduce(0, +) == slices.count && matrices.allSatisfy { $0 > 0 },
      "\(slices.count) slices are not matrices of \(matrices)")
    let columns = slices.reduce(0) { $0 + $1.columns }
    precondition(
      sources.rows == columns && sources.columns == columns && deltas.rows == deltas.columns,
      "\(sources.rows)×\(sources.columns) and \(deltas.rows)×\(deltas.columns) are no factors of \(columns) columns")
    precondition(
      lagged.map { $0.sources.rows == columns && $0.deltas.rows == deltas.rows } ?? true,
      "moments of one step and the next have other sizes than those of one step")
    self.slices = slices
    self.matrices = matrices
    self.sources = sources
    self.deltas = deltas
    self.lagged = lagged
  }

  /// The block with D + w D' in the place of D, D' being that of another block of the same matrix.
  func adding(_ w: Double, deltasOf other: FactorBlock) -> FactorBlock {
    let sum = Matrix<Element>(rows: rows, columns: rows)
    sum.copy(deltas)
    sum.add(w, other.deltas)
    return FactorBlock(slices: slices, matrices: matrices, sources: sources, deltas: sum, lagged: lagged)
  }

  /// Each matrix as a block of its own, as if what one multiplies had nothing to do with what another does. The factors are
  /// windows on those of this block.
  var separated: [FactorBlock] {
    var (slice, column) = (0, 0)
    return matrices.map { count in
      let own = Array(slices[slice..<slice + count])
      slice += count
      let columns = column..<column + own.reduce(0) { $0 + $1.columns }
      column = columns.upperBound
      func part(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.rows(columns).columns(columns) }
      return FactorBlock(
        slices: own, sources: part(sources), deltas: deltas,
        lagged: lagged.map { LaggedMoments(sources: part($0.sources), deltas: $0.deltas, length: $0.length) })
    }
  }
}

/// Second moments of one step of a sequence with the next (Martens, Ba & Johnson 2018, section 3.3), divided by what those of
/// the same step are divided by, not by the number of pairs: no eigenvalue can then be beyond one of theirs.
public struct LaggedMoments<Element: Scalar>: Sendable {
  /// The symmetric part of Σ a_{t+1} a_tᵀ.
  public let sources: Matrix<Element>
  /// The symmetric part of Σ δ_{t+1} δ_tᵀ.
  public let deltas: Matrix<Element>
  /// T: the steps of a sequence.
  public let length: Int

  /// Moments from their parts.
  public init(sources: Matrix<Element>, deltas: Matrix<Element>, length: Int) {
    precondition(
      sources.rows == sources.columns && deltas.rows == deltas.columns && length > 0,
      "moments of steps are square matrices, and a sequence has a step")
    self.sources = sources
    self.deltas = deltas
    self.length = length
  }
}
