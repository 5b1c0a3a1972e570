import LinearAlgebra
import TestSupport
import Testing

@Suite("A matrix of bits")
struct BitMatrixTests {
  @Test(
    "A bit is set where its word is below the bound",
    arguments: [0, 0.001, 0.3, 0.5, 0.999, 1], [0, 1, 31, 32, 33, 100])
  func words(_ probability: Double, _ columns: Int) {
    var bits = BitMatrix(rows: 3, columns: columns)
    var generator = Philox(seed: 9, stream: 4, position: 2)
    bits.fillRow(1, probability: probability, using: &generator)
    var words = Philox(seed: 9, stream: 4, position: 2)
    for j in 0..<columns {
      #expect(bits[1, j] == (Double(words.nextWord()) < (probability * 0x1p32).rounded()))
      #expect(!bits[0, j] && !bits[2, j])
    }
    #expect(generator.position == words.position && generator.unreadWords == 0)
  }

  @Test("Bits are set as often as asked", arguments: [0.1, 0.5, 0.8])
  func frequency(_ probability: Double) {
    let (rows, columns) = (200, 500)
    var bits = BitMatrix(rows: rows, columns: columns)
    for i in 0..<rows {
      var generator = Philox(seed: 5, stream: UInt64(i))
      bits.fillRow(i, probability: probability, using: &generator)
    }
    let set = (0..<rows).reduce(0) { sum, i in sum + (0..<columns).count { bits[i, $0] } }
    let count = Double(rows * columns)
    // Five standard deviations.
    let tolerance = 5 * (count * probability * (1 - probability)).squareRoot()
    expectClose(Double(set), count * probability, tolerance: tolerance, "bits set of \(count)")
  }

  private func check<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, _ strided: Bool) {
    var generator = TestGenerator(seed: UInt64(1000 * m + n))
    var bits = BitMatrix(rows: 2 * m + 3, columns: n)
    for i in 0..<bits.rows {
      var random = Philox(seed: 1, stream: UInt64(i))
      bits.fillRow(i, probability: 0.6, using: &random)
    }
    let x = Window<Element>(m, n, strided: !strided, &generator)
    let values = x.values
    let y = Window<Element>(m, n, strided: strided, &generator)
    y.matrix.fill(.nan)
    y.matrix.copy(x.matrix, where: bits, from: 1, step: 2, scale: 1.75)
    y.expect("α x where bits are set") { bits[1 + 2 * $0, $1] ? 1.75 * values[$0][$1] : 0 }
    let indices = [7] + (0..<m).map { Int32(2 * m - 2 * $0) }
    y.matrix.fill(.nan)
    y.matrix.copy(x.matrix, where: bits, at: indices, from: 1, scale: -0.5)
    y.expect("α x by indices") { bits[2 * m - 2 * $0, $1] ? -0.5 * values[$0][$1] : 0 }
    x.matrix.copy(x.matrix, where: bits, from: 0, step: 0, scale: 2)
    x.expect("in place") { bits[0, $1] ? 2 * values[$0][$1] : 0 }
  }

  @Test("selects elements of a matrix", arguments: testedShapes, [false, true])
  func selection(_ shape: (Int, Int), _ strided: Bool) {
    check(Float.self, shape.0, shape.1, strided)
    check(Double.self, shape.0, shape.1, strided)
  }

  @Test("What is not selected is 0, whatever it was")
  func infinities() {
    let x = Matrix<Float>(rows: 1, columns: 40)
    x.fill(.nan)
    x.copy(x, where: BitMatrix(rows: 1, columns: 40), from: 0, scale: 2)
    #expect(x.elements.allSatisfy { $0 == 0 })
  }
}
