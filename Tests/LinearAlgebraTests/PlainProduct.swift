import LinearAlgebra
import TestSupport
import Testing

/// A product by three loops in `Double`, of numbers that `Float` holds exactly, to compare every way of making it with.
struct PlainProduct: CustomTestStringConvertible, Sendable {
  let (rows, columns, inner): (Int, Int, Int)
  private let a, b, c, product: [Double]

  /// Factors and a matrix to add to, uniform in (−1, 1).
  init(rows m: Int, columns n: Int, inner k: Int) {
    var generator = TestGenerator(seed: UInt64(m * 1_000_003 + n * 1009 + k))
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in Double(Float(generator.uniform())) } }
    (rows, columns, inner) = (m, n, k)
    (a, b, c) = (numbers(m * k), numbers(k * n), numbers(m * n))
    var sums = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for l in 0..<k {
        let factor = a[i * k + l]
        for j in 0..<n { sums[i * n + j] += factor * b[l * n + j] }
      }
    }
    product = sums
  }

  var testDescription: String { "\(rows)×\(inner) by \(inner)×\(columns)" }

  /// Makes the product with all transposes, adding or not, and compares.
  func check<Element: Scalar>(
    _ type: Element.Type, strided: Bool,
    _ multiply: (_ c: Matrix<Element>, _ a: (Matrix<Element>, Bool), _ b: (Matrix<Element>, Bool), Bool) -> Void
  ) {
    for transposesA in [false, true] {
      let left = Self.matrix(type, a, rows, inner, transposed: transposesA, strided: strided)
      for transposesB in [false, true] {
        let right = Self.matrix(type, b, inner, columns, transposed: transposesB, strided: strided)
        for adding in [false, true] {
          let surroundings = Matrix<Element>(rows: rows + 2, columns: columns + 3)
          surroundings.fill(77)
          let whole = Matrix<Element>(rows: rows, columns: columns)
          let result = strided ? surroundings.rows(1..<rows + 1).columns(2..<columns + 2) : whole
          Self.fill(result, c)
          multiply(result, (left, transposesA), (right, transposesB), adding)
          compare(result, adding: adding, "\(transposesA) \(transposesB) \(adding) \(strided)")
          guard strided else { continue }
          for i in 0..<rows + 2 {
            let isInside = (1...rows).contains(i)
            let around = [surroundings[i, 0], surroundings[i, 1], surroundings[i, columns + 2]]
            let isUntouched = around.allSatisfy { $0 == 77 } && (isInside || surroundings[i, columns / 2 + 2] == 77)
            if !isUntouched { Issue.record("\(testDescription) wrote beside row \(i - 1) of the result") }
          }
        }
      }
    }
  }

  /// Compares with the loops, to about eight standard deviations of the rounding of random sums.
  private func compare<Element>(_ result: Matrix<Element>, adding: Bool, _ how: String) {
    let tolerance = Double(inner + 8) * Double(Element.ulpOfOne)
    var worst = (0.0, "")
    for i in 0..<rows {
      for j in 0..<columns {
        let place = i * columns + j
        let error = abs(Double(result[i, j]) - product[place] - (adding ? c[place] : 0))
        if !(error <= worst.0) { worst = (error, "(\(i), \(j))") }
      }
    }
    if !(worst.0 <= tolerance) {
      Issue.record("\(testDescription), \(Element.self), \(how): off by \(worst.0) at \(worst.1), bound \(tolerance)")
    }
  }

  /// A matrix or its transpose, in memory of its own or with room between the rows.
  private static func matrix<Element: Scalar>(
    _ type: Element.Type, _ values: [Double], _ rows: Int, _ columns: Int, transposed: Bool, strided: Bool
  ) -> Matrix<Element> {
    let (m, n) = transposed ? (columns, rows) : (rows, columns)
    let memory = Matrix<Element>(rows: m, columns: strided ? n + 5 : n)
    memory.fill(1e9)
    let matrix = memory.columns(strided ? 3..<n + 3 : 0..<n)
    for i in 0..<rows {
      for j in 0..<columns { matrix[transposed ? j : i, transposed ? i : j] = Element(values[i * columns + j]) }
    }
    return matrix
  }

  private static func fill<Element: Scalar>(_ matrix: Matrix<Element>, _ values: [Double]) {
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { matrix[i, j] = Element(values[i * matrix.columns + j]) }
    }
  }
}
