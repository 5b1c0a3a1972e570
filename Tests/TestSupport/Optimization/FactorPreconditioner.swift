public import LinearAlgebra
public import Optimization

/// A block-diagonal preconditioner from factor statistics (Martens & Grosse 2015): the whole of it, as somebody would add
/// it.
///
///     M = (A + √λ π I) ⊗ (D + √λ / π I),   π² = (tr A / order of A) / (tr D / order of D)
public struct FactorPreconditioner: PreconditionerDefinition {
  public init() {}
  public var name: String { "kronecker" }
  public var words: String { "Kronecker factors of each block" }
  public var needs: [CurvatureAbility] { [.factorStatistics] }
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> { FactorBlocks<Element>() }
}

public struct FactorBlocks<Element: Scalar>: Preconditioner {
  private var blocks: [(block: FactorBlock<Element>, inverseA: Dense.Matrix, inverseD: Dense.Matrix)] = []

  public mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) throws(MissingAbility) {
    guard let curvature = curvature as? any FactorStatistics<Element> else {
      throw MissingAbility(.factorStatistics, of: type(of: curvature), for: "kronecker")
    }
    blocks = curvature.factorStatistics().map { block in
      func trace(_ M: Matrix<Element>) -> Double { (0..<M.rows).reduce(0) { $0 + Double(M[$1, $1]) } / Double(M.rows) }
      let π = (trace(block.sources) / trace(block.deltas)).squareRoot()
      return (
        block, Self.inverse(block.sources, damping: λ.squareRoot() * π),
        Self.inverse(block.deltas, damping: λ.squareRoot() / π)
      )
    }
  }

  private static func inverse(_ M: Matrix<Element>, damping: Double) -> Dense.Matrix {
    let damped = (0..<M.rows).map { i in (0..<M.rows).map { Double(M[i, $0]) + (i == $0 ? damping : 0) } }
    return (0..<M.rows).map { column in Dense.solve(damped, (0..<M.rows).map { $0 == column ? 1 : 0 }) }
  }

  /// Z ← D⁻¹ R A⁻¹ in each block; what lies in none stays.
  public mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    z.copy(r)
    for (block, inverseA, inverseD) in blocks {
      let places = (0..<block.rows).map { i in
        block.slices.flatMap { slice in (0..<slice.columns).map { slice.offset + i * slice.columns + $0 } }
      }
      let R = places.map { $0.map { Double(r[$0]) } }
      let RA = R.map { row in inverseA.map { $0.dot(row) } }
      for i in 0..<block.rows {
        for j in inverseA.indices {
          z[places[i][j]] = Element((0..<block.rows).reduce(0.0) { $0 + inverseD[i][$1] * RA[$1][j] })
        }
      }
    }
  }
}
