import LinearAlgebra
import Optimization
import TestSupport

/// Rows that are written down.
struct PlainRows<Element: Scalar>: CurvatureRows {
  let J: [[Double]]
  let residuals: Matrix<Element>
  let divisor: Double
  let loss: Double
  let weightDecay: Double

  init(
    _ J: [[Double]], in whitening: Whitening<Element>?, _ residuals: [Double], divisor: Double, loss: Double,
    weightDecay: Double
  ) {
    (self.divisor, self.loss, self.weightDecay) = (divisor, loss, weightDecay)
    self.J = J.map { row in
      var row = Vector(row.map { Element($0) })
      whitening?.apply(to: &row, of: .gradient)
      return row.elements.map(Double.init)
    }
    self.residuals = Matrix(rows: 1, columns: J.count)
    for (i, residual) in residuals.enumerated() { self.residuals[0, i] = Element(residual) }
  }

  var count: Int { J.count }

  func multiply(into gram: Matrix<Element>) {
    for i in J.indices { for j in 0...i { gram[i, j] = Element(J[i].dot(J[j])) } }
  }

  func multiply(_ vectors: Matrix<Element>, into products: Matrix<Element>) {
    for i in 0..<vectors.rows {
      let v = (0..<vectors.columns).map { Double(vectors[i, $0]) }
      for j in J.indices { products[i, j] = Element(J[j].dot(v)) }
    }
  }

  func combine(_ z: Matrix<Element>, into sum: inout Vector<Element>) {
    sum.copy(Vector(J[0].indices.map { k in Element(J.indices.reduce(0.0) { $0 + Double(z[0, $1]) * J[$1][k] }) }))
  }
}
