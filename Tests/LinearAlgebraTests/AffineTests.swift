import LinearAlgebra
import TestSupport
import Testing

/// What fills the pre-activations of a window: biases, and products with inputs of few columns.
@Suite("Rows filled with a bias and a product")
struct AffineTests {
  private func check<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, _ k: Int, _ strided: Bool) {
    var generator = TestGenerator(seed: UInt64(m * 10007 + k * 101 + n))
    let x = Window<Element>(m, k, strided: strided, &generator)
    let w = Window<Element>(k, n, strided: strided, &generator)
    let bias = Window<Element>(1, n, strided: strided, &generator)
    let y = Window<Element>(m, n, strided: strided, &generator)
    let (input, weights, b) = (x.values, w.values, bias.values)
    y.matrix.fill(.nan)
    y.matrix.fillRows(bias.matrix, adding: x.matrix, times: w.matrix)
    y.expect("affine map of \(k)", tolerance: Double(2 * k + 2)) { i, j in
      (0..<k).reduce(b[0][j]) { $0 + input[i][$1] * weights[$1][j] }
    }
    x.expect("input", tolerance: 0) { input[$0][$1] }
    w.expect("weights", tolerance: 0) { weights[$0][$1] }
    bias.expect("bias", tolerance: 0) { b[0][$1] }
  }

  @Test(
    "are what plain loops give, for narrow and wide inputs, whole and as windows", arguments: [0, 1, 2, 3, 4, 5, 6, 10])
  func matchesLoops(inputs: Int) {
    for (m, n) in [(0, 5), (1, 1), (1, 19), (3, 7), (5, 16), (4, 33), (19, 70), (64, 100), (2, 101), (300, 128)] {
      for strided in [false, true] {
        check(Float.self, m, n, inputs, strided)
        check(Double.self, m, n, inputs, strided)
      }
    }
  }

  @Test("need shapes that fit")
  func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).fillRows(Matrix<Float>(rows: 1, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).fillRows(Matrix<Float>(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).fillRows(
        Matrix<Float>(rows: 1, columns: 3), adding: Matrix<Float>(rows: 3, columns: 1),
        times: Matrix<Float>(rows: 1, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).fillRows(
        Matrix<Float>(rows: 1, columns: 3), adding: Matrix<Float>(rows: 2, columns: 2),
        times: Matrix<Float>(rows: 1, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).fillRows(
        Matrix<Float>(rows: 2, columns: 3), adding: Matrix<Float>(rows: 2, columns: 2),
        times: Matrix<Float>(rows: 2, columns: 3))
    }
  }
}
