/// Everything that can be chosen about a first-order method.
public struct FirstOrderOptions: Codable, Sendable, Equatable {
  /// The method.
  public var method: FirstOrderMethod

  /// Learning rate, clipping, weight decay, updates of a step. The learning rate is 0.001 for `adam`, `adamw` (Kingma & Ba
  /// 2015) and `rmsprop`, whose updates have about this size in every parameter; 0.01 for `sgd` and `nesterov`, where it
  /// multiplies the gradient itself. Weights decay beside the updates with `adamw` alone, by 0.01 times the learning rate
  /// (Loshchilov & Hutter 2019).
  public var common: UpdateOptions

  /// m, the part of the last update that goes on into the next, below 1; β₁ of `adam` and `adamw`. 0.9, and 0 for `rmsprop`, which
  /// was published without.
  public var momentum: Double

  /// ρ of `rmsprop`, 0.9 (Tieleman & Hinton 2012), and β₂ of `adam` and `adamw`, 0.999 (Kingma & Ba 2015): the part of the running
  /// mean of squared gradients that stays in an update. Without a meaning for the others.
  public var squareDecay: Double

  /// ε, what keeps a division by a root mean square of 0 harmless. 1e-8.
  public var epsilon = 1e-8

  /// The defaults of a method.
  public init(_ method: FirstOrderMethod) {
    self.method = method
    switch method {
    case .sgd, .nesterov: (momentum, squareDecay) = (0.9, 0)
    case .rmsprop: (momentum, squareDecay) = (0, 0.9)
    case .adam, .adamw: (momentum, squareDecay) = (0.9, 0.999)
    }
    common = UpdateOptions(learningRate: method.hasSecondMoment ? 0.001 : 0.01)
    if method == .adamw { common.decoupledWeightDecay = 0.01 }
  }
}
