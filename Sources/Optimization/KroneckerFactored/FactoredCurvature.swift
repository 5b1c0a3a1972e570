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
/// (George et al. 2018, section 3). Parameters in no block have no curvature but their damping.
///
/// Copies share the memory they work with: one call at a time.
struct FactoredCurvature<Element: Scalar>: Sendable {
  /// The eigenvalues of the two factors of a block as columns, and its π.
  private struct Spectrum: Sendable {
    let sources: Matrix<Element>
    let deltas: Matrix<Element>
    let π: Double
  }

  /// To those coordinates.
  private let rotation: KroneckerRotation<Element>
  private let spectra: [Spectrum]
  /// The curvature of each rotated parameter, without weight decay.
  private var diagonal: Vector<Element>
  /// Whether ``diagonal`` has the products of eigenvalues.
  private var hasProducts = true
  /// The curvature of the weight decay.
  private let decay: Vector<Element>
  /// The damped diagonal.
  private var divisor: Vector<Element>
  private let row: Matrix<Element>
  private let scratch: Memory<Element>

  /// Decomposes the factors of some blocks.
  ///
  /// - Parameters:
  ///   - blocks: the blocks; those that share their sources are next to one another.
  ///   - decay: the diagonal of the weight decay; the bias of a block counts as one of its weights.
  /// - Throws: an error where a factor is not finite.
  init(_ blocks: [FactorBlock<Element>], decay: Vector<Element>) throws(LinearAlgebraError) {
    var parts: [KroneckerRotation<Element>.Block] = []
    var spectra: [Spectrum] = []
    var decay = decay
    var shared: (matrix: Matrix<Element>, values: Matrix<Element>, vectors: Matrix<Element>)?
    for block in blocks {
      if shared.map({ !$0.matrix.isSame(as: block.sources) }) ?? true {
        let (values, vectors) = try Self.decomposition(block.sources)
        shared = (block.sources, values, vectors)
      }
      guard let (_, Σ, S) = shared else { continue }
      let (Δ, D) = try Self.decomposition(block.deltas)
      parts.append(.init(weights: block.weights, bias: block.bias, sources: S, deltas: D))
      spectra.append(Spectrum(sources: Σ, deltas: Δ, π: Self.π(Σ, Δ)))
      if let bias = block.bias, let κ = block.weights.first.map({ decay[$0] }) {
        decay[bias] = ArraySlice(repeating: κ, count: bias.count)
      }
    }
    self.init(KroneckerRotation(parts), spectra, decay)
    setProducts(shift: 0, beside: 0, in: \.diagonal)
  }

  private init(_ rotation: KroneckerRotation<Element>, _ spectra: [Spectrum], _ decay: Vector<Element>) {
    (self.rotation, self.spectra, self.decay) = (rotation, spectra, decay)
    diagonal = Vector(count: decay.count)
    divisor = Vector(count: decay.count)
    row = Matrix(rows: 1, columns: decay.count)
    scratch = Memory(count: rotation.scratchCount)
  }

  /// Where there are no finite factors: whatever is solved comes out as no number.
  static func failed(count: Int) -> Self {
    var failed = Self(KroneckerRotation([]), [], Vector(count: count))
    failed.diagonal.fill(.nan)
    failed.hasProducts = false
    return failed
  }

  private static func decomposition(
    _ matrix: Matrix<Element>
  ) throws(LinearAlgebraError) -> (values: Matrix<Element>, vectors: Matrix<Element>) {
    let (values, vectors) = try matrix.symmetricEigenvectors()
    let column = Matrix<Element>(rows: values.count, columns: 1)
    // Second moments have no eigenvalue below 0 but by rounding.
    for (i, value) in values.enumerated() { column[i, 0] = Element(max(value, 0)) }
    return (column, vectors)
  }

  /// The square root of the ratio of mean eigenvalues; 1 where one of them is 0.
  private static func π(_ Σ: Matrix<Element>, _ Δ: Matrix<Element>) -> Double {
    func mean(_ column: Matrix<Element>) -> Double {
      column.elements.reduce(0) { $0 + Double($1) } / Double(column.rows)
    }
    let ratio = mean(Σ) / mean(Δ)
    return ratio > 0 && ratio.isFinite ? ratio.squareRoot() : 1
  }

  /// vector ← (Δ + shift / π) (Σ + shift π)ᵀ in the blocks, and a number beside them.
  private mutating func setProducts(
    shift: Double, beside: Double, in vector: WritableKeyPath<Self, Vector<Element>>
  ) {
    row.fill(Element(beside))
    for (block, spectrum) in zip(rotation.blocks, spectra) {
      let Δ = spectrum.deltas.shifted(by: shift / spectrum.π)
      let Σ = spectrum.sources.shifted(by: shift * spectrum.π)
      if block.columns > 0 {
        Matrix(row.memory, offset: block.weights.lowerBound, rows: block.rows, columns: block.columns)
          .multiply(Δ, transposed: false, Σ.rows(0..<block.columns), transposed: true)
      }
      if let bias = block.bias {
        row.columns(bias).multiply(Σ.rows(block.columns..<block.order), transposed: false, Δ, transposed: true)
      }
    }
    self[keyPath: vector].copy(row.memory)
  }

  /// Puts another diagonal, found in these coordinates, in the place of the products of eigenvalues.
  mutating func replaceDiagonal(_ find: (KroneckerRotation<Element>, inout Vector<Element>) -> Void) {
    find(rotation, &diagonal)
    hasProducts = false
  }

  /// Sets the damping. A diagonal that was put in the place of the products is damped exactly.
  ///
  /// Where λ is 0, the rounding of the largest eigenvalue of all damps instead: nothing is divided by 0.
  mutating func damp(_ λ: Double, _ kind: FactorDamping = .exact) {
    let largest = spectra.map { $0.sources.largest * $0.deltas.largest }.max() ?? 0
    let λ = λ > 0 ? λ : largest > 0 ? Double(Element.ulpOfOne) * largest : 1
    if hasProducts && kind == .factored {
      setProducts(shift: λ.squareRoot(), beside: λ, in: \.divisor)
    } else {
      divisor.fill(Element(λ))
      divisor.add(1, diagonal)
    }
    divisor.add(1, decay)
  }

  /// z ← (C + λ)⁻¹ r, after ``damp(_:_:)``.
  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    row.memory.copy(r)
    rotation.apply(to: row, scratch: scratch)
    z.copy(row.memory)
    z.divide(by: divisor)
    row.memory.copy(z)
    rotation.undo(on: row, scratch: scratch)
    z.copy(row.memory)
  }
}

extension Matrix {
  /// Whether both are the same window on the same memory.
  func isSame(as other: Matrix) -> Bool {
    memory === other.memory && offset == other.offset && stride == other.stride && rows == other.rows
      && columns == other.columns
  }

  /// The matrix with a number added to every element, in memory of its own.
  fileprivate func shifted(by shift: Double) -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    result.fill(Element(shift))
    result.add(1, self)
    return result
  }

  /// The largest element of a column of eigenvalues in ascending order; 0 where there is none.
  fileprivate var largest: Double { rows == 0 ? 0 : Double(self[rows - 1, 0]) }
}
