public import LinearAlgebra

/// What one step of Hessian-free optimization hands to the next, apart from the parameters.
public struct HessianFreeState<Element: Scalar>: OptimizerState {
  /// The steps taken so far, rejected ones included.
  public var step: Int
  /// λ of the next step.
  public var lambda: Double
  /// The last iterate of the latest solve: the warm start before it is shortened. 0 unless ``holdsWarmStart``.
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

  /// A state without parameters.
  public init() { self.init(parameterCount: 0, lambda: 0) }

  /// λ and the length of the last accepted step reach on; the direction is stored where it is a warm start.
  public var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("lambda", \.lambda, isReach: true),
      .magnitude("last_accepted_length", \.lastAcceptedLength, isReach: true),
      .magnitude("first_gradient_norm", \.firstGradientNorm), .flag("holds_warm_start", \.holdsWarmStart),
      .vector("direction", \.direction, isStored: holdsWarmStart),
    ]
  }

  /// Drops the warm start.
  public mutating func forget() {
    guard holdsWarmStart else { return }
    holdsWarmStart = false
    direction.fill(0)
  }
}
