import Inspection
import LinearAlgebra
import TestSupport

/// A symmetric matrix that is known element by element, with its eigenvalues.
struct DenseMatrix {
  let matrix: Matrix<Double>
  /// Ascending.
  let eigenvalues: [Double]
  /// Row i belongs to value i.
  let eigenvectors: Matrix<Double>

  /// A matrix of its elements.
  init(_ matrix: Matrix<Double>) throws {
    self.matrix = matrix
    (eigenvalues, eigenvectors) = try matrix.symmetricEigenvectors()
  }

  /// A matrix with given eigenvalues and random eigenvectors.
  init(eigenvalues: [Double], seed: UInt64 = 1) throws {
    let size = eigenvalues.count
    var generator = Philox(seed: seed, stream: 5)
    let gaussian = Matrix<Double>(rows: size, columns: size)
    for i in 0..<size { for j in 0..<size { gaussian[i, j] = generator.normal() } }
    let q = gaussian.orthonormalColumns()
    let scaled = Matrix<Double>(rows: size, columns: size)
    for i in 0..<size { for j in 0..<size { scaled[i, j] = q[i, j] * eigenvalues[j] } }
    let matrix = Matrix<Double>(rows: size, columns: size)
    matrix.multiply(scaled, transposed: false, q, transposed: true)
    try self.init(matrix)
  }

  /// A matrix from its products with the unit vectors.
  init(_ matrix: SymmetricOperator<Double>) throws {
    let dense = Matrix<Double>(rows: matrix.size, columns: matrix.size)
    var (unit, product) = (Vector<Double>(count: matrix.size), Vector<Double>(count: matrix.size))
    for j in 0..<matrix.size {
      unit[j] = 1
      matrix.multiply(unit, into: &product)
      unit[j] = 0
      for i in 0..<matrix.size { dense[i, j] = product[i] }
    }
    try self.init(dense)
  }

  var size: Int { matrix.rows }
  var trace: Double { eigenvalues.reduce(0, +) }

  func trace(of range: Range<Int>) -> Double { range.reduce(0) { $0 + matrix[$1, $1] } }

  /// The same as products, in any precision.
  func products<Element: Scalar>(_: Element.Type = Element.self) -> SymmetricOperator<Element> {
    let size = size
    return SymmetricOperator(size: size) { v, result in
      for i in 0..<size {
        result[i] = Element((0..<size).reduce(0.0) { $0 + matrix[i, $1] * Double(v[$1]) })
      }
    }
  }
}
