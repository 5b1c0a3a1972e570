public import LinearAlgebra

/// What one step of a first-order method hands to the next, apart from the parameters.
///
/// A value, as ``HessianFreeState``: continued from a stored state, the method takes the same updates to the last bit.
public struct FirstOrderState<Element: Scalar>: Sendable, Equatable {
  /// The steps taken so far, those that overflowed included.
  public var step: Int
  /// The updates taken so far, by which the learning rate decays.
  public var updates: Int
  /// η before decay. Whoever goes back to an earlier point may lower it.
  public var learningRate: Double
  /// The updates that the moments have seen: t of Adam's correction.
  public var momentUpdates: Int
  /// The velocity v, or Adam's running mean of gradients.
  public var firstMoment: Vector<Element>
  /// The running mean of squared gradients, never negative; empty for a method that has none.
  public var secondMoment: Vector<Element>
  /// The mean norm of the gradients of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?

  /// The state before the first step.
  public init(parameterCount: Int, options: FirstOrderOptions) {
    step = 0
    updates = 0
    learningRate = options.learningRate
    momentUpdates = 0
    firstMoment = Vector(count: parameterCount)
    secondMoment = Vector(count: options.method.hasSecondMoment ? parameterCount : 0)
    firstGradientNorm = nil
  }

  /// Lets the moments begin anew, as before the first update.
  public mutating func forgetMoments() {
    momentUpdates = 0
    firstMoment.fill(0)
    secondMoment.fill(0)
  }
}
