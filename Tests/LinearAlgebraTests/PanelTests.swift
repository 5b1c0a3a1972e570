import LinearAlgebra
import TestSupport
import Testing

@Suite("A product with a matrix in panels")
struct PanelTests {
  static let widths = [256, 512].filter { $0 <= Processor.vectorBits }
  static let shapes =
    testedShapes.map { (m: $0.0, n: $0.1, k: 5) } + [
      (7, 33, 0), (12, 32, 9), (13, 64, 100), (25, 31, 40), (6, 16, 3), (11, 100, 515), (5, 8, 1030),
    ]

  private func check<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, _ k: Int, _ strided: Bool, bits: Int) {
    for adding in [false, true] {
      var generator = TestGenerator(seed: UInt64(m * 10007 + k * 101 + n))
      let a = Window<Element>(m, k, strided: strided, &generator)
      let b = Window<Element>(k, n, strided: strided, &generator)
      let c = Window<Element>(m, n, strided: strided, &generator)
      let (x, y, before) = (a.values, b.values, c.values)
      let panels = PanelMatrix<Element>(rows: k, columns: n, vectorBits: bits)
      panels.copy(b.matrix)
      c.matrix.multiply(a.matrix, panels, adding: adding)
      c.expect("product \(adding) \(bits)", tolerance: Double(2 * k + 2)) { i, j in
        (0..<k).reduce(adding ? before[i][j] : 0) { $0 + x[i][$1] * y[$1][j] }
      }
      // Each element by itself: fused multiplications and additions in the order of the inner dimension.
      for i in 0..<m {
        for j in 0..<n {
          let sum = (0..<k).reduce(adding ? Element(before[i][j]) : 0) {
            $0.addingProduct(Element(x[i][$1]), Element(y[$1][j]))
          }
          guard c.matrix[i, j] != sum else { continue }
          Issue.record("\(c.matrix[i, j]) at (\(i), \(j)) is not \(sum)")
        }
      }
    }
  }

  @Test(
    "is what three loops give, to the bit that of fused sums in order, whole and as windows", arguments: shapes,
    widths)
  func matchesLoops(shape: (m: Int, n: Int, k: Int), bits: Int) {
    for strided in [false, true] {
      check(Float.self, shape.m, shape.n, shape.k, strided, bits: bits)
      check(Double.self, shape.m, shape.n, shape.k, strided, bits: bits)
    }
  }

  @Test("follows the matrix only when it is copied, and traps where shapes do not match")
  func copies() async {
    guard let bits = Self.widths.first else { return }
    let (matrix, a, c) = (
      Matrix<Float>(rows: 1, columns: 1), Matrix<Float>(rows: 1, columns: 1), Matrix<Float>(rows: 1, columns: 1)
    )
    let panels = PanelMatrix<Float>(rows: 1, columns: 1, vectorBits: bits)
    (matrix[0, 0], a[0, 0]) = (3, 2)
    panels.copy(matrix)
    matrix[0, 0] = 5
    c.multiply(a, panels)
    #expect(c[0, 0] == 6)
    panels.copy(matrix)
    c.multiply(a, panels)
    #expect(c[0, 0] == 10)
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 1, columns: 1).multiply(
        Matrix<Float>(rows: 1, columns: 3), PanelMatrix<Float>(rows: 2, columns: 1))
    }
    await #expect(processExitsWith: .failure) {
      PanelMatrix<Float>(rows: 2, columns: 1).copy(Matrix<Float>(rows: 1, columns: 2))
    }
  }
}
