/// How far an optimizer's steps go: what of its state still holds at a point to which a run returns.
///
/// There is no warm start and no moment among it: the step that led away from the point is not to be begun with again.
public enum StepReach: Sendable, Equatable, CustomStringConvertible {
  /// λ of the next step of Hessian-free optimization, and the length of the last accepted one, nil if there was none.
  case damping(lambda: Double, lastAcceptedLength: Double?)
  /// The learning rate of a first-order method, before decay.
  case learningRate(Double)

  /// The number that counts, in words.
  public var description: String {
    switch self {
    case .damping(let lambda, _): "lambda \(lambda)"
    case .learningRate(let rate): "learning rate \(rate)"
    }
  }
}
