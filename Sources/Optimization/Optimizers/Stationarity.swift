internal import LinearAlgebra

/// When there is nothing left to do: a gradient that has become small beside the first one, a change that is lost in rounding.
struct Stationarity<Element: Scalar>: Sendable {
  /// The largest norm of a gradient, in parts of the first, that counts as none.
  private let gradientTolerance: Double

  /// - Parameter gradientTolerance: `nil` for the rounding of the elements.
  init(gradientTolerance: Double?) {
    let tolerance = gradientTolerance ?? Double(Element.ulpOfOne)
    precondition(
      tolerance >= 0 && tolerance < 1, "the tolerance of the gradient is at least 0 and below 1, got \(tolerance)")
    self.gradientTolerance = tolerance
  }

  /// Whether a gradient of that norm is none. The first norm is kept in `first`, where a tolerance asks for it.
  func isReached(by norm: Double, first: inout Double?) -> Bool {
    guard norm > 0 else { return true }
    guard gradientTolerance > 0 else { return false }
    guard let first else {
      first = norm
      return false
    }
    return norm <= gradientTolerance * first
  }

  /// Whether a change is lost in the rounding of a value of that size, the sum of many elements.
  static func isRounding(_ change: Double, of size: Double) -> Bool {
    change <= Double(Element.ulpOfOne) * size.magnitude
  }
}
