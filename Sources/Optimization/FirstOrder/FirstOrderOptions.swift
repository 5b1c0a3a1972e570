/// Everything that can be chosen about a first-order method.
public struct FirstOrderOptions: Codable, Sendable, Equatable {
  /// The method.
  public var method: FirstOrderMethod

  /// η of the first update. 0.001 for `adam` (Kingma & Ba 2015) and `rmsprop`, whose updates have about this size in
  /// every parameter; 0.01 for `sgd` and `nesterov`, where it multiplies the gradient itself.
  public var learningRate: Double

  /// d, by which the learning rate falls with the number of updates u (Robbins & Monro 1951): η / (1 + d u). 0 keeps it
  /// constant; with 1e-4 it is halved after 10,000 updates.
  public var learningRateDecay = 0.0

  /// How the learning rate changes in the course of a run, beside ``learningRateDecay``. Constant.
  public var schedule = ScheduleKind.constant

  /// The updates after which the schedule is at its end; `nil` for the end of the budget of the run.
  public var scheduleUpdates: Int?

  /// The updates in which the learning rate rises to its value in a straight line; 0 begins with all of it.
  public var scheduleWarmUp = 0

  /// m, the part of the last update that goes on into the next, below 1; β₁ of `adam`. 0.9, and 0 for `rmsprop`, which
  /// was published without.
  public var momentum: Double

  /// ρ of `rmsprop`, 0.9 (Tieleman & Hinton 2012), and β₂ of `adam`, 0.999 (Kingma & Ba 2015): the part of the running
  /// mean of squared gradients that stays in an update. Without a meaning for the others.
  public var squareDecay: Double

  /// ε, what keeps a division by a root mean square of 0 harmless. 1e-8.
  public var epsilon = 1e-8

  /// The norm to which a longer gradient is shortened before anything else is done with it (Pascanu, Mikolov & Bengio
  /// 2013); `nil` leaves every gradient as it is. 1: gradients of long sequences have heavy tails, and one of them
  /// undoes a thousand updates.
  public var clipNorm: Double? = 1

  /// U, the updates of one step, each on a batch of its own. 50 gradients over 100 sequences cost what the gradient of a
  /// Hessian-free step costs.
  public var updates = 50

  /// The mean norm of the gradients of a step, in parts of that of the first step, at which there is nothing left to do
  /// (``StepOutcome/converged``); `nil` for the rounding of the elements, 2⁻²³ or 2⁻⁵². 0 leaves only gradients that are
  /// exactly zero.
  public var gradientTolerance: Double?

  /// Whether a step that has led no further than the rounding of the parameters ends with ``StepOutcome/atRounding``. For
  /// data that stay the same.
  public var stopsAtRounding = true

  /// The defaults of a method.
  public init(_ method: FirstOrderMethod) {
    self.method = method
    switch method {
    case .sgd, .nesterov: (learningRate, momentum, squareDecay) = (0.01, 0.9, 0)
    case .rmsprop: (learningRate, momentum, squareDecay) = (0.001, 0, 0.9)
    case .adam: (learningRate, momentum, squareDecay) = (0.001, 0.9, 0.999)
    }
  }
}
