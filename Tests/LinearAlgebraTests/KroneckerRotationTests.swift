import LinearAlgebra
import TestSupport
import Testing

@Suite("A rotation of matrices in a vector")
struct KroneckerRotationTests {
  private static func orthogonal(_ order: Int, _ generator: inout Philox) -> Matrix<Double> {
    let matrix = Matrix<Double>(rows: order, columns: order)
    matrix.fillWithNormals(using: &generator)
    return matrix.orthonormalColumns()
  }

  @Test(
    "is D V Sᵀ with the bias as the last column, leaves other elements alone, and is undone",
    arguments: [(1, 1), (3, 5), (5, 3), (4, 0), (17, 9)])
  func product(rows: Int, columns: Int) {
    var generator = Philox(seed: 3, stream: 0)
    let weights = 2..<2 + rows * columns
    // With a bias that lies apart, a second block without one, and elements before, between and behind.
    let bias = weights.upperBound + 3..<weights.upperBound + 3 + rows
    let second = bias.upperBound..<bias.upperBound + 6
    let count = second.upperBound + 1
    let (S, D) = (Self.orthogonal(columns + 1, &generator), Self.orthogonal(rows, &generator))
    let (S2, D2) = (Self.orthogonal(3, &generator), Self.orthogonal(2, &generator))
    let rotation = KroneckerRotation([
      .init(weights: weights, bias: bias, sources: S, deltas: D),
      .init(weights: second, bias: nil, sources: S2, deltas: D2),
    ])
    var random = TestGenerator(seed: 1)
    let v = random.vector(count)
    func V(_ i: Int, _ j: Int) -> Double {
      j < columns ? v[weights.lowerBound + i * columns + j] : v[bias.lowerBound + i]
    }
    var expected = v
    for i in 0..<rows {
      for j in 0...columns {
        let sum = (0..<rows).reduce(0) { sum, k in
          sum + (0...columns).reduce(0) { $0 + D[i, k] * V(k, $1) * S[j, $1] }
        }
        expected[j < columns ? weights.lowerBound + i * columns + j : bias.lowerBound + i] = sum
      }
    }
    for i in 0..<2 {
      for j in 0..<3 {
        expected[second.lowerBound + 3 * i + j] = (0..<2).reduce(0) { sum, k in
          sum + (0..<3).reduce(0) { $0 + D2[i, k] * v[second.lowerBound + 3 * k + $1] * S2[j, $1] }
        }
      }
    }
    let memory = Memory<Double>(count: count)
    memory.copy(Vector(v))
    let row = Matrix(memory, rows: 1, columns: count)
    let scratch = Memory<Double>(count: rotation.scratchCount)
    rotation.apply(to: row, scratch: scratch)
    expectClose(row.elements, expected, tolerance: 1e-13 * Double(count), "D V Sᵀ")
    rotation.undo(on: row, scratch: scratch)
    expectClose(row.elements, v, tolerance: 1e-13 * Double(count), "the vector")
    #expect(row.elements[0] == v[0] && row.elements[bias.lowerBound - 1] == v[bias.lowerBound - 1])
  }
}
