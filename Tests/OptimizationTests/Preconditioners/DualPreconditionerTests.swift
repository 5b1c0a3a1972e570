import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("The preconditioner from rows")
struct DualPreconditionerTests {
  private static func model(_ rows: Int, _ columns: Int, decay κ: Double = 0) -> LeastSquares<Double> {
    var generator = TestGenerator(seed: UInt64(rows * 100 + columns))
    let J = (0..<rows).map { _ in (0..<columns).map { _ in generator.normal() } }
    return LeastSquares(J, (0..<rows).map { _ in generator.normal() }, decay: κ)
  }

  private func solved(_ model: LeastSquares<Double>, _ r: [Double], λ: Double, weight: Double) throws -> [Double] {
    var M: any Preconditioner<Double> = DualPreconditioner().make(count: r.count)
    let curvature = model.linearize(at: Vector(count: r.count), on: .curvature)
    try M.prepare(for: curvature, damping: λ, structuralWeight: weight)
    var z = Vector<Double>(r.map { _ in .nan })
    M.solve(Vector(r), into: &z)
    return z.elements
  }

  @Test(
    "is the damped matrix itself, with weight decay, and with structural damping that is known in its eigenvectors, whatever there are more of: rows or parameters",
    arguments: [(3, 8), (8, 3), (5, 5)], [(0.3, 0.0, 0.0), (1e-3, 0.05, 2.0), (40, 0.05, 0.5)])
  func exact(sizes: (Int, Int), damping: (λ: Double, κ: Double, weight: Double)) throws {
    let model = Self.model(sizes.0, sizes.1, decay: damping.κ)
    let S = Dense.symmetric(eigenvalues: (0..<sizes.1).map { 5 * Double($0 * $0) }, seed: 2)
    model.structural = S
    let r = (0..<sizes.1).map { Double($0) - 1.5 }
    let M = S.indices.map { i in
      S.indices.map { j in
        model.J.reduce((i == j ? damping.λ + damping.κ : 0) + damping.weight * S[i][j]) {
          $0 + $1[i] * $1[j] / Double(sizes.0)
        }
      }
    }
    let z = try solved(model, r, λ: damping.λ, weight: damping.weight)
    expectClose(z, Dense.solve(M, r), relative: 1e-9, "M⁻¹ r")
  }

  @Test("divides by no zero without damping, and gives no number for rows that are none")
  func degenerate() throws {
    let model = Self.model(3, 5)
    #expect(try solved(model, [1, 2, 3, 4, 5], λ: 0, weight: 0).allSatisfy(\.isFinite))
    let broken = LeastSquares<Double>([[.infinity, 1]], [0])
    #expect(try solved(broken, [1, 1], λ: 1, weight: 0).allSatisfy(\.isNaN))
  }

  @Test("refuses what has no rows")
  func refusals() throws {
    struct Identity: CurvatureOperator {
      func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {
        product.copy(v)
      }
    }
    var M: any Preconditioner<Double> = DualPreconditioner().make(count: 2)
    #expect(throws: MissingAbility.self) { try M.prepare(for: Identity(), damping: 1, structuralWeight: 0) }
    let model = Self.model(3, 2)
    model.hasRows = false
    #expect(throws: MissingAbility.self) {
      try M.prepare(
        for: model.linearize(at: Vector(count: 2), on: .curvature), damping: 1, structuralWeight: 0)
    }
  }
}
