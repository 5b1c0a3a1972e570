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
      .init(
        slices: (columns > 0 ? [ColumnSlice(offset: weights.lowerBound, columns: columns)] : [])
          + [ColumnSlice(offset: bias.lowerBound, columns: 1)], sources: S, deltas: D),
      .init(slices: [ColumnSlice(offset: second.lowerBound, columns: 3)], sources: S2, deltas: D2),
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
    rotation.applyTransposed(to: row, scratch: scratch)
    expectClose(row.elements, v, tolerance: 1e-13 * Double(count), "the vector")
    #expect(row.elements[0] == v[0] && row.elements[bias.lowerBound - 1] == v[bias.lowerBound - 1])
    // Put into a vector of zeros, a block is where it was, and nothing is elsewhere.
    let (V, empty) = (Matrix<Double>(rows: rows, columns: columns + 1), Matrix<Double>(rows: 1, columns: count))
    V.fill(1)
    rotation.put(V, ofBlock: 0, into: empty)
    #expect(empty.elements == (0..<count).map { weights.contains($0) || bias.contains($0) ? 1 : 0 })
  }

  @Test("has matrices that lie in several slices, and takes others for them, orthogonal or not")
  func slices() {
    var random = TestGenerator(seed: 2)
    func matrix(_ order: Int) -> Matrix<Double> {
      let matrix = Matrix<Double>(rows: order, columns: order)
      matrix.copy(Vector(random.vector(order * order)), from: 0)
      return matrix
    }
    // Two rows: columns 0 and 1 from 7 on, column 2 from 1 on, columns 3 to 5 from 12 on.
    let slices = [(7, 2), (1, 1), (12, 3)].map { ColumnSlice(offset: $0.0, columns: $0.1) }
    let places = [[7, 8, 1, 12, 13, 14], [9, 10, 2, 15, 16, 17]]
    var rotation = KroneckerRotation([.init(slices: slices, sources: matrix(6), deltas: matrix(2))])
    let (S, D) = (matrix(6), matrix(2))
    rotation.replaceBlock(0, sources: S, deltas: D)
    let v = random.vector(19)
    for isTransposed in [false, true] {
      var expected = v
      for i in 0..<2 {
        for j in 0..<6 {
          expected[places[i][j]] = (0..<2).reduce(0) { sum, k in
            sum
              + (0..<6).reduce(0) {
                let (d, s) = isTransposed ? (D[k, i], S[$1, j]) : (D[i, k], S[j, $1])
                return $0 + d * v[places[k][$1]] * s
              }
          }
        }
      }
      let row = Matrix<Double>(rows: 1, columns: 19)
      row.copy(Vector(v), from: 0)
      let scratch = Memory<Double>(count: rotation.scratchCount)
      if isTransposed {
        rotation.applyTransposed(to: row, scratch: scratch)
      } else {
        rotation.apply(to: row, scratch: scratch)
      }
      expectClose(row.elements, expected, tolerance: 1e-13, "transposed: \(isTransposed)")
    }
  }
}
