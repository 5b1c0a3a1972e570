public import LinearAlgebra

/// A symmetric matrix of which nothing is known but products with vectors.
public struct SymmetricOperator<Element: Scalar> {
  /// The number of rows.
  public let size: Int
  private let product: (Vector<Element>, inout Vector<Element>) -> Void

  /// A matrix of `size` rows; `product` overwrites its second argument with the product of the matrix and the first.
  public init(size: Int, product: @escaping (_ v: Vector<Element>, _ result: inout Vector<Element>) -> Void) {
    self.size = size
    self.product = product
  }

  /// result ← A v
  public func multiply(_ v: Vector<Element>, into result: inout Vector<Element>) { product(v, &result) }
}
