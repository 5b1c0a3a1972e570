import LinearAlgebra
import TestSupport

/// A dense matrix as an operator, with a count of its uses.
final class DenseOperator {
  let A: Dense.Matrix
  private(set) var uses = 0

  init(_ A: Dense.Matrix) {
    self.A = A
  }

  convenience init(diagonal: [Double]) {
    self.init(diagonal.indices.map { i in diagonal.indices.map { i == $0 ? diagonal[i] : 0 } })
  }

  func apply<Element: Scalar>(_ v: Vector<Element>, _ product: inout Vector<Element>) {
    uses += 1
    product.copy(Vector(Dense.apply(A, v.elements.map { Double($0) }).map { Element($0) }))
  }
}
