internal import LinearAlgebra

/// A diagonal matrix that knows how long it has been at work, so that a solve with it can be counted without it.
final class DiagonalOperator<Element: Scalar> {
  private let inverse: Vector<Element>
  private let clock = ContinuousClock()
  private var spent = Duration.zero

  /// The matrix diag(1/inverse).
  init(inverse: Vector<Element>) { self.inverse = inverse }

  /// product ← A v
  func apply(_ v: Vector<Element>, into product: inout Vector<Element>) {
    let start = clock.now
    product.copy(v)
    product.divide(by: inverse)
    spent += start.duration(to: clock.now)
  }

  /// The seconds at work since this was asked last.
  func takeSeconds() -> Double {
    defer { spent = .zero }
    return spent / .seconds(1)
  }
}
