import LinearAlgebra
import TestSupport
import Testing

@Suite("A product of matrices")
struct ProductTests {
  struct Sizes: CustomTestStringConvertible, Sendable {
    let (m, k, n): (Int, Int, Int)
    init(_ m: Int, _ k: Int, _ n: Int) { (self.m, self.k, self.n) = (m, k, n) }
    var testDescription: String { "\(m)×\(k) by \(k)×\(n)" }
  }

  static let sizes = [
    Sizes(0, 0, 0), Sizes(0, 3, 2), Sizes(3, 0, 2), Sizes(3, 2, 0), Sizes(1, 1, 1), Sizes(1, 5, 1), Sizes(5, 1, 3),
    Sizes(3, 4, 5), Sizes(17, 9, 33), Sizes(64, 100, 31),
  ]

  private func check<Element: Scalar>(_ type: Element.Type, _ sizes: Sizes, _ strided: Bool) {
    let (m, k, n) = (sizes.m, sizes.k, sizes.n)
    for transposeA in [false, true] {
      for transposeB in [false, true] {
        for adding in [false, true] {
          var generator = TestGenerator(seed: UInt64(m * 10007 + k * 101 + n))
          let a = Window<Element>(transposeA ? k : m, transposeA ? m : k, strided: strided, &generator)
          let b = Window<Element>(transposeB ? n : k, transposeB ? k : n, strided: strided, &generator)
          let c = Window<Element>(m, n, strided: strided, &generator)
          let (x, y, before) = (a.values, b.values, c.values)
          c.matrix.multiply(a.matrix, transposed: transposeA, b.matrix, transposed: transposeB, adding: adding)
          // Each of k products and sums is rounded once, and the values are below k.
          c.expect("product \(transposeA) \(transposeB) \(adding)", tolerance: Double(2 * k + 2)) { i, j in
            (0..<k).reduce(adding ? before[i][j] : 0) {
              $0 + (transposeA ? x[$1][i] : x[i][$1]) * (transposeB ? y[j][$1] : y[$1][j])
            }
          }
        }
      }
    }
  }

  @Test("is what three loops give, for all transposes, whole and as windows", arguments: sizes, [false, true])
  func matchesLoops(sizes: Sizes, strided: Bool) {
    check(Float.self, sizes, strided)
    check(Double.self, sizes, strided)
  }

  @Test("traps where inner or outer shapes do not match")
  func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 2).multiply(
        Matrix<Float>(rows: 2, columns: 3), Matrix<Float>(rows: 2, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 2).multiply(
        Matrix<Float>(rows: 2, columns: 3), transposed: true, Matrix<Float>(rows: 2, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Double>(rows: 2, columns: 5).multiply(
        Matrix<Double>(rows: 2, columns: 3), transposed: false, Matrix<Double>(rows: 2, columns: 3), transposed: true)
    }
  }
}
