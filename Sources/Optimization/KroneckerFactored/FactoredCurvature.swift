internal import LinearAlgebra

/// How damping goes into a product of factors.
public enum FactorDamping: String, Codable, Sendable, CaseIterable {
  /// A ⊗ G + λ I, exactly: what the damped quadratic model asks for. The default.
  case exact
  /// (A + π √λ I) ⊗ (G + √λ / π I) with π² = (tr A / order of A) / (tr G / order of G), Martens & Grosse (2015, section
  /// 6.3): more damping where both factors have middling eigenvalues.
  case factored
}

/// A curvature of Kronecker factors in the coordinates in which it is diagonal.
///
/// With A = Sᵀ Σ S and G = Dᵀ Δ D, eigenvectors being the rows of S and D, the block of a matrix V is solved by
///
///     V ← Dᵀ [ (D V Sᵀ) ⊘ (Δ Σᵀ + λ) ] S
///
/// so that another λ needs no other decomposition, and other numbers may stand in the place of the products Δ Σᵀ
/// (George et al. 2018, section 3). Blocks with moments of one step and the next have the coordinates of ``StepChain``, from
/// factors damped by themselves, and its sums in the place of Δ Σᵀ + λ. Parameters in no block have no curvature but their
/// damping.
///
/// Copies share the memory they work with: one call at a time.
struct FactoredCurvature<Element: Scalar>: Sendable {
  /// A factor: its eigenvalues as a column, its eigenvectors as rows, and the moments of one step and the next.
  private struct Factor: Sendable {
    let values: Matrix<Element>
    let vectors: Matrix<Element>
    let lagged: Matrix<Element>?

    init(_ matrix: Matrix<Element>, lagged: Matrix<Element>?) throws(LinearAlgebraError) {
      let (values, vectors) = try matrix.symmetricEigenvectors(by: .divideAndConquer)
      let column = Matrix<Element>(rows: values.count, columns: 1)
      // Second moments have no eigenvalue below 0 but by rounding.
      for (i, value) in values.enumerated() { column[i, 0] = Element(max(value, 0)) }
      (self.values, self.vectors, self.lagged) = (column, vectors, lagged)
    }

    var mean: Double { values.elements.reduce(0) { $0 + Double($1) } / Double(values.rows) }
    var largest: Double { values.rows == 0 ? 0 : Double(values[values.rows - 1, 0]) }
  }

  private struct Part: Sendable {
    let sources: Factor
    let deltas: Factor
    /// The square root of the ratio of mean eigenvalues; 1 where one of them is 0.
    let π: Double
    /// T, where steps are a chain.
    let length: Int?
    /// The curvature of the weight decay: if a part of the matrix decays, all of it.
    let decay: Double
    /// The squared lengths of the coordinates, where they are not 1.
    var lengths: (sources: Matrix<Element>, deltas: Matrix<Element>)?
  }

  private var parts: [Part]
  /// To those coordinates.
  private(set) var rotation: KroneckerRotation<Element>
  /// What was put in the place of the products of eigenvalues.
  private var diagonal: Vector<Element>?
  /// The curvature of the weight decay.
  private let decay: Vector<Element>
  /// The damped diagonal.
  private var divisor: Vector<Element>
  private let row: Matrix<Element>
  private let scratch: Memory<Element>

  /// Decomposes the factors of some blocks.
  ///
  /// - Parameters:
  ///   - blocks: the blocks; a matrix that several have is decomposed once.
  ///   - decay: the diagonal of the weight decay.
  /// - Throws: an error where a factor is not finite.
  init(_ blocks: [FactorBlock<Element>], decay: Vector<Element>) throws(LinearAlgebraError) {
    var coordinates: [KroneckerRotation<Element>.Block] = []
    var parts: [Part] = []
    var known: [(matrix: Matrix<Element>, factor: Factor)] = []
    func factor(_ matrix: Matrix<Element>, _ lagged: Matrix<Element>?) throws(LinearAlgebraError) -> Factor {
      if let found = known.first(where: { $0.matrix.isSame(as: matrix) }) { return found.factor }
      let factor = try Factor(matrix, lagged: lagged)
      known.append((matrix, factor))
      return factor
    }
    for block in blocks {
      let sources = try factor(block.sources, block.lagged?.sources)
      let deltas = try factor(block.deltas, block.lagged?.deltas)
      coordinates.append(.init(slices: block.slices, sources: sources.vectors, deltas: deltas.vectors))
      let ratio = sources.mean / deltas.mean
      parts.append(
        Part(
          sources: sources, deltas: deltas, π: ratio > 0 && ratio.isFinite ? ratio.squareRoot() : 1,
          length: block.lagged?.length, decay: block.slices.map { Double(decay[$0.offset]) }.max() ?? 0))
    }
    self.init(KroneckerRotation(coordinates), parts, decay)
  }

  private init(_ rotation: KroneckerRotation<Element>, _ parts: [Part], _ decay: Vector<Element>) {
    (self.rotation, self.parts, self.decay) = (rotation, parts, decay)
    divisor = Vector(count: decay.count)
    row = Matrix(rows: 1, columns: decay.count)
    scratch = Memory(count: rotation.scratchCount)
  }

  /// Where there are no finite factors: whatever is solved comes out as no number.
  static func failed(count: Int) -> Self {
    var failed = Self(KroneckerRotation([]), [], Vector(count: count))
    var diagonal = Vector<Element>(count: count)
    diagonal.fill(.nan)
    failed.diagonal = diagonal
    failed.divisor.fill(.nan)
    return failed
  }

  /// Puts another diagonal, found in these coordinates, in the place of the products of eigenvalues. Those of chains of steps
  /// are there after ``damp(_:_:)``, by which such a diagonal has to be damped again.
  mutating func replaceDiagonal(_ find: (KroneckerRotation<Element>, inout Vector<Element>) -> Void) {
    var diagonal = Vector<Element>(count: decay.count)
    find(rotation, &diagonal)
    self.diagonal = diagonal
  }

  /// Sets the damping. A diagonal that was put in the place of the products is damped exactly, a chain of steps factor by
  /// factor.
  ///
  /// Where λ is 0, the rounding of the largest eigenvalue of all damps instead: nothing is divided by 0.
  ///
  /// - Throws: an error where the moments of one step and the next are not finite.
  mutating func damp(_ λ: Double, _ kind: FactorDamping = .exact) throws(LinearAlgebraError) {
    let largest = parts.map { $0.sources.largest * $0.deltas.largest }.max() ?? 0
    let λ = λ > 0 ? λ : largest > 0 ? Double(Element.ulpOfOne) * largest : 1
    divisor.fill(Element(λ))
    divisor.add(1, decay)
    row.memory.copy(divisor)
    for index in parts.indices {
      let block = rotation.blocks[index]
      let values = Matrix(scratch, rows: block.rows, columns: block.columns)
      if diagonal != nil {
        values.fill(Element(λ + parts[index].decay))
        if let lengths = parts[index].lengths {
          values.multiply(lengths.deltas, transposed: false, lengths.sources, transposed: true)
          values.scale(λ + parts[index].decay)
        }
      } else if parts[index].length != nil {
        try chain(index, λ, values)
      } else {
        multiply(parts[index], λ, kind, values)
      }
      rotation.put(values, ofBlock: index, into: row)
    }
    divisor.copy(row.memory)
    if let diagonal { divisor.add(1, diagonal) }
  }

  /// values ← Δ Σᵀ + λ, or (Δ + √λ / π) (Σ + √λ π)ᵀ; and the weight decay.
  private func multiply(_ part: Part, _ λ: Double, _ kind: FactorDamping, _ values: Matrix<Element>) {
    let root = λ.squareRoot()
    let (Δ, Σ) =
      kind == .exact
      ? (part.deltas.values, part.sources.values)
      : (part.deltas.values.shifted(by: root / part.π), part.sources.values.shifted(by: root * part.π))
    values.fill(Element(kind == .exact ? λ + part.decay : part.decay))
    values.multiply(Δ, transposed: false, Σ, transposed: true, adding: true)
  }

  /// The coordinates of a chain of steps, and values ← Σ_d (1 − |d| / T) x^|d| in them: over the mean of one step, as all steps
  /// are in D already.
  private mutating func chain(_ index: Int, _ λ: Double, _ values: Matrix<Element>) throws(LinearAlgebraError) {
    let part = parts[index]
    guard let length = part.length, let A = part.sources.lagged, let G = part.deltas.lagged else { return }
    let root = (λ + part.decay).squareRoot()
    let sources = try StepChain.coordinates(
      values: part.sources.values, vectors: part.sources.vectors, shift: root * part.π, lagged: A)
    let deltas = try StepChain.coordinates(
      values: part.deltas.values, vectors: part.deltas.vectors, shift: root / part.π, lagged: G)
    for (i, ψ) in deltas.ψ.enumerated() {
      for (j, φ) in sources.ψ.enumerated() {
        // Beyond ±1 by rounding alone; at −1 an even number of steps cancels.
        let x = min(max(ψ * φ, -1 + 1e-6), 1)
        values[i, j] = Element(StepChain.sum(x, length: length) / Double(length))
      }
    }
    rotation.replaceBlock(index, sources: sources.rows, deltas: deltas.rows)
    parts[index].lengths = (sources.rows.squaredLengths, deltas.rows.squaredLengths)
  }

  /// z ← (C + λ)⁻¹ r, after ``damp(_:_:)``.
  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    row.memory.copy(r)
    rotation.apply(to: row, scratch: scratch)
    z.copy(row.memory)
    z.divide(by: divisor)
    row.memory.copy(z)
    rotation.applyTransposed(to: row, scratch: scratch)
    z.copy(row.memory)
  }
}

extension Matrix {
  /// The matrix with a number added to every element, in memory of its own.
  fileprivate func shifted(by shift: Double) -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    result.fill(Element(shift))
    result.add(1, self)
    return result
  }

  /// The squared norms of the rows, as a column.
  fileprivate var squaredLengths: Matrix {
    let result = Matrix(rows: rows, columns: 1)
    for i in 0..<rows { result[i, 0] = Element(dotOfRow(i, self)) }
    return result
  }
}
