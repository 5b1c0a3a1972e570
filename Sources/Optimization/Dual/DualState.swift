public import LinearAlgebra

/// What one exact step hands to the next, apart from the parameters.
public struct DualState<Element: Scalar>: OptimizerState {
  /// The steps taken so far, those that were refused included.
  public var step = 0
  /// λ in the middle of the next grid.
  public var lambda: Double
  /// x, the last step that was taken.
  public var direction: Vector<Element>
  /// Steps that gained little on other sequences of what they gained on their own, less those that gained more.
  public var overfitted = 0
  /// The geometric mean of λ over the latest accepted steps, each of which counts a tenth; `nil` before there is one.
  public var usualLambda: Double?
  /// The norm of the gradient of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?

  /// The state before the first step.
  public init(parameterCount: Int, lambda: Double) {
    self.lambda = lambda
    direction = Vector(count: parameterCount)
  }

  /// A state without parameters.
  public init() { self.init(parameterCount: 0, lambda: 1) }

  /// λ reaches on.
  public var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .count("overfitted", \.overfitted, upTo: \.step),
      .magnitude("lambda", \.lambda, isReach: true),
      .magnitude("usual_lambda", \.usualLambda), .magnitude("first_gradient_norm", \.firstGradientNorm),
      .vector("direction", \.direction),
    ]
  }

  /// Lets the momentum begin anew.
  public mutating func forget() { direction.fill(0) }
}
