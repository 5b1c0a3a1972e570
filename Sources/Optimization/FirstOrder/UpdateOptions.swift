/// What can be chosen about any method whose steps are many updates, each along a gradient of a batch of its own.
public struct UpdateOptions: Codable, Sendable, Equatable {
  /// The learning rate.
  public var rate: LearningRate

  /// The norm to which a longer gradient is shortened before anything else is done with it (Pascanu, Mikolov & Bengio
  /// 2013); `nil` leaves every gradient as it is. 1: gradients of long sequences have heavy tails, and one of them
  /// undoes a thousand updates.
  public var clipNorm: Double? = 1

  /// λ of decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): each update begins with θ ← θ − η λ θ in what decays
  /// (``ParameterShapes/decaying``, by default the matrices), so that decay does not go through the moments as that of the loss does. η is the learning rate of the update, as
  /// in most programs; the paper multiplies λ with the schedule alone. 0 leaves it out.
  public var decoupledWeightDecay = 0.0

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

  /// The defaults with a learning rate.
  public init(learningRate: Double) { rate = LearningRate(learningRate) }

  /// What of it can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    LearningRate.table.map { $0.lifted(to: \.rate) } + [
      .numberOrNone(
        "clip-norm", \.clipNorm, .above(0), "Norm to which longer gradients are shortened; none or 0 turns it off."
      ).usual,
      .number(
        "decoupled-weight-decay", \.decoupledWeightDecay, .atLeast(0),
        "Part λ of what decays that an update takes off, times the learning rate, beside the decay in the loss."),
      .count("updates-per-step", \.updates, 1...1_000_000, "Updates of one step, each on a batch of its own.")
        .formerly("updates"),
    ]
  }
}
