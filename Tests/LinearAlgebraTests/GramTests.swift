import LinearAlgebra
import TestSupport
import Testing

@Suite("A matrix times itself")
struct GramTests {
  private func check<Element: Scalar>(_ type: Element.Type, rows n: Int, inner k: Int, strided: Bool) {
    for transposed in [false, true] {
      for adding in [false, true] {
        var generator = TestGenerator(seed: UInt64(n * 101 + k))
        let a = Window<Element>(transposed ? k : n, transposed ? n : k, strided: strided, &generator)
        let c = Window<Element>(n, n, strided: strided, &generator)
        let (x, before) = (a.values, c.values)
        c.matrix.multiplyLower(a.matrix, transposed: transposed, adding: adding)
        c.expect("lower triangle, \(transposed) \(adding)", tolerance: Double(2 * k + 2)) { i, j in
          guard j <= i else { return before[i][j] }
          return (0..<k).reduce(adding ? before[i][j] : 0) {
            $0 + (transposed ? x[$1][i] * x[$1][j] : x[i][$1] * x[j][$1])
          }
        }
        let lower = c.values
        c.matrix.copyLowerToUpper()
        c.expect("both triangles, \(transposed) \(adding)", tolerance: 0) { i, j in lower[max(i, j)][min(i, j)] }
      }
    }
  }

  @Test(
    "is what three loops give below the diagonal, leaves the rest alone, and is mirrored on request",
    arguments: [(0, 3), (1, 1), (3, 5), (5, 0), (33, 17), (64, 100), (97, 31)], [false, true])
  func matchesLoops(sizes: (Int, Int), strided: Bool) {
    check(Float.self, rows: sizes.0, inner: sizes.1, strided: strided)
    check(Double.self, rows: sizes.0, inner: sizes.1, strided: strided)
  }

  @Test("traps where the result is of another size")
  func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 2).multiplyLower(Matrix<Float>(rows: 3, columns: 2))
    }
    await #expect(processExitsWith: .failure) { Matrix<Float>(rows: 2, columns: 3).copyLowerToUpper() }
  }
}
