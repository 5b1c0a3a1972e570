public import LinearAlgebra

/// What one step of Hessian-free optimization hands to the next, apart from the parameters.
///
/// A value: keep a copy beside a copy of the parameters and put both back to return to that point. Continued from a
/// stored state, the optimizer takes the same steps to the last bit.
public struct HessianFreeState<Element: Scalar>: Sendable, Equatable {
  /// The steps taken so far, rejected ones included.
  public var step: Int
  /// λ of the next step.
  public var lambda: Double
  /// The last iterate of the latest solve: the warm start before it is shortened. Without meaning unless
  /// ``holdsWarmStart``.
  public var direction: Vector<Element>
  /// Whether the next solve starts from ``direction``. False at first and after a rejected or failed step.
  public var holdsWarmStart: Bool
  /// α‖δ‖ of the last accepted step, `nil` before there is one.
  public var lastAcceptedLength: Double?
  /// ‖g‖ of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?

  /// The state before the first step.
  public init(parameterCount: Int, lambda: Double) {
    step = 0
    self.lambda = lambda
    direction = Vector(count: parameterCount)
    holdsWarmStart = false
    lastAcceptedLength = nil
    firstGradientNorm = nil
  }
}
