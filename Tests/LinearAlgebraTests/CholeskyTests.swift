import LinearAlgebra
import TestSupport
import Testing

@Suite("The Cholesky factor")
struct CholeskyTests {
  /// Σ of some outer products, in the lower triangle of a window; above it lie numbers that are to stay.
  private func positive<Element: Scalar>(_ n: Int, strided: Bool, _: Element.Type) -> (Window<Element>, [[Double]]) {
    var generator = TestGenerator(seed: UInt64(n))
    let a = (0..<n).map { _ in (0..<n + 3).map { _ in Double(Element(generator.normal())) } }
    let window = Window<Element>(n, n, strided: strided, &generator)
    for i in 0..<n { for j in 0...i { window.matrix[i, j] = Element(a[i].dot(a[j])) } }
    return (window, window.values)
  }

  private func check<Element: Scalar>(_ type: Element.Type, _ n: Int, strided: Bool) {
    let (window, before) = positive(n, strided: strided, type)
    #expect(window.matrix.factorizeCholesky())
    let L = window.values
    let scale = before.indices.map { before[$0][$0] }.max() ?? 1
    window.expect("factor", tolerance: 0) { i, j in j > i ? before[i][j] : L[i][j] }
    for i in 0..<n {
      for j in 0...i {
        let product = (0...j).reduce(0) { $0 + L[i][$1] * L[j][$1] }
        expectClose(product, before[i][j], tolerance: Double(4 * n + 4) * Double(Element.ulpOfOne) * scale, "L Lᵀ")
      }
    }
    var generator = TestGenerator(seed: 9)
    let right = Window<Element>(3, n, strided: strided, &generator)
    let b = right.values
    window.matrix.solveCholesky(right.matrix)
    let x = right.values
    for row in 0..<3 {
      for i in 0..<n {
        let product = (0..<n).reduce(0) { $0 + before[max(i, $1)][min(i, $1)] * x[row][$1] }
        let size = x[row].map(abs).max() ?? 0
        expectClose(
          product, b[row][i], tolerance: Double(8 * n + 8) * Double(Element.ulpOfOne) * scale * max(1, size), "A x")
      }
    }
  }

  @Test(
    "multiplied by its transpose is the matrix, solves with it, and leaves the rest alone", arguments: [1, 2, 7, 40])
  func factor(n: Int) {
    for strided in [false, true] {
      check(Float.self, n, strided: strided)
      check(Double.self, n, strided: strided)
    }
  }

  @Test("is refused where the matrix is not positive definite, or has no numbers")
  func refusals() {
    for values in [[1.0, 0, 2, 1], [0, 0, 0, 0], [.nan, 0, 0, 1], [1, 0, .infinity, 1], [-1, 0, 0, 1]] {
      let matrix = Matrix<Double>(rows: 2, columns: 2)
      for (i, value) in values.enumerated() { matrix[i / 2, i % 2] = value }
      #expect(!matrix.factorizeCholesky(), "\(values)")
    }
    #expect(Matrix<Float>(rows: 0, columns: 0).factorizeCholesky())
  }
}
