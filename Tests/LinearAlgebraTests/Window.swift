import LinearAlgebra
import TestSupport
import Testing

/// A matrix for a test: its own memory, or a window in the middle of a larger one whose rest must stay as it is.
struct Window<Element: Scalar> {
  let matrix: Matrix<Element>
  private let surroundings: Matrix<Element>
  private let isStrided: Bool

  /// A window of numbers uniform in (−1, 1), or made by `make`.
  init(
    _ rows: Int, _ columns: Int, strided: Bool, _ generator: inout TestGenerator,
    make: (inout TestGenerator) -> Double = { $0.uniform() }
  ) {
    isStrided = strided
    surroundings = Matrix(rows: strided ? rows + 2 : rows, columns: strided ? columns + 3 : columns)
    surroundings.fill(77)
    matrix = strided ? surroundings.rows(1..<rows + 1).columns(2..<columns + 2) : surroundings
    for i in 0..<rows { for j in 0..<columns { matrix[i, j] = Element(make(&generator)) } }
  }

  /// The elements as Double.
  var values: [[Double]] {
    (0..<matrix.rows).map { i in (0..<matrix.columns).map { Double(matrix[i, $0]) } }
  }

  /// Checks every element against `expected`, to `tolerance` units of the element's precision, and the surroundings.
  func expect(
    _ what: String, tolerance: Double = 8, sourceLocation: SourceLocation = #_sourceLocation,
    _ expected: (Int, Int) -> Double
  ) {
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let value = expected(i, j)
        expectClose(
          Double(matrix[i, j]), value, tolerance: tolerance * Double(Element.ulpOfOne) * max(1, abs(value)),
          "\(what) of \(Element.self) at (\(i), \(j)) of \(matrix.rows)×\(matrix.columns)",
          sourceLocation: sourceLocation)
      }
    }
    guard isStrided else { return }
    for i in 0..<surroundings.rows {
      for j in 0..<surroundings.columns
      where !(1..<matrix.rows + 1).contains(i) || !(2..<matrix.columns + 2).contains(j) {
        guard surroundings[i, j] != 77 else { continue }
        Issue.record("\(what) wrote outside of the window, at (\(i - 1), \(j - 2))", sourceLocation: sourceLocation)
      }
    }
  }
}

/// The shapes with which every matrix method is tested, each in memory of its own and as a window.
let testedShapes = [(0, 0), (0, 5), (3, 0), (1, 1), (1, 19), (3, 7), (5, 16), (4, 33), (19, 70), (2, 101)]
