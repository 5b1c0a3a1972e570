import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Newton and Schulz's rounds")
struct NewtonSchulzTests {
  static let shapes = [(1, 1), (1, 5), (4, 1), (3, 3), (7, 4), (5, 17), (33, 33)]

  /// What the rounds make of one singular value of a matrix whose norm is 1.
  private func polynomial(_ σ: Double) -> Double {
    (0..<5).reduce(σ) { x, _ in 3.4445 * x - 4.775 * x * x * x + 2.0315 * x * x * x * x * x }
  }

  private func check<Element: Scalar>(_: Element.Type, _ rows: Int, _ columns: Int, tolerance: Double) {
    let count = min(rows, columns)
    let (u, v) = (Orthogonal.vectors(count, of: rows, seed: 3), Orthogonal.vectors(count, of: columns, seed: 4))
    let σ = (0..<count).map { 5 + 0.25 * Double($0) }
    let norm = σ.norm
    let expected = Orthogonal.matrix(σ.map { polynomial($0 / norm) }, u, v)
    let matrix = Matrix<Element>(Orthogonal.matrix(σ, u, v))
    NewtonSchulz<Element>(shapes: [(2, 2), (rows, columns), (1, 3)]).orthogonalize(matrix)
    expectClose(
      matrix.elements.map { Double($0) }, expected.flatMap { $0 }, tolerance: tolerance, "O of \(rows)×\(columns)")
  }

  @Test("apply their polynomial to the singular values and leave the vectors", arguments: shapes)
  func polynomials(rows: Int, columns: Int) {
    // Fifteen products, each value of about 1, and slopes of up to 3.4445⁵ at small singular values.
    check(Double.self, rows, columns, tolerance: 1e-12)
    check(Float.self, rows, columns, tolerance: 1e-3)
  }

  @Test("take singular values of very different sizes to about 1")
  func nearOne() throws {
    let (u, v) = (Orthogonal.vectors(6, of: 6, seed: 1), Orthogonal.vectors(6, of: 9, seed: 2))
    let matrix = Matrix<Double>(Orthogonal.matrix([1, 0.5, 0.2, 0.1, 0.05, 0.02], u, v))
    NewtonSchulz<Double>(shapes: [(6, 9)]).orthogonalize(matrix)
    let σ = try matrix.singularValues()
    #expect(σ.allSatisfy { $0 > 0.65 && $0 < 1.25 }, "\(σ)")
  }

  @Test("know nothing of the length, and leave zeros alone")
  func lengths() {
    let u = Orthogonal.vectors(3, of: 3, seed: 1)
    let one = Matrix<Double>(Orthogonal.matrix([3, 2, 1], u, u))
    let other = Matrix<Double>(Orthogonal.matrix([3e-9, 2e-9, 1e-9], u, u))
    let zero = Matrix<Double>(rows: 3, columns: 2)
    let rounds = NewtonSchulz<Double>(shapes: [(3, 3), (3, 2)])
    for matrix in [one, other, zero] { rounds.orthogonalize(matrix) }
    expectClose(one.elements, other.elements, tolerance: 1e-12)
    #expect(zero.elements.allSatisfy { $0 == 0 })
  }
}
