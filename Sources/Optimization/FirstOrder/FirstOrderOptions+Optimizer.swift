public import LinearAlgebra

extension FirstOrderOptions: OptimizerOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    [
      .number(
        "learning-rate", \.learningRate, .above(0),
        "Learning rate η: too large and the loss jumps, too small and nothing happens."
      ).usual,
      .number(
        "learning-rate-decay", \.learningRateDecay, .atLeast(0),
        "Decay d of the learning rate with the updates u, as η / (1 + d u)."),
      .word("schedule", \.schedule, "Schedule of the learning rate; linear and cosine end at 0.").usual,
      .count(
        "schedule-updates", \.scheduleUpdates, 1...1_000_000_000,
        "Updates after which the schedule ends. Without it: the end of the budget, which a resumed run has to keep."),
      .count(
        "schedule-warm-up", \.scheduleWarmUp, 0...1_000_000_000,
        "Updates in which the learning rate rises to its full size."),
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Momentum: part of the last update that goes on; β₁ of adam."
      ).usual,
      .numberOrNone(
        "clip-norm", \.clipNorm, .above(0), "Norm to which longer gradients are shortened; none or 0 turns it off."
      ).usual,
      .count("updates-per-step", \.updates, 1...1_000_000, "Updates of one step, each on a batch of its own.")
        .formerly("updates"),
    ]
  }

  /// First-order methods.
  public static var family: String { "first-order methods" }
  /// The name of the method.
  public var name: String { method.rawValue }
  /// A gradient.
  public var roles: [BatchRole] { [.gradient] }
  /// Small batches: updates live from being many.
  public var suggestedBatch: (sequences: Int, windows: Int) { (100, 50) }
  /// θ, the gradient and a moment at least.
  public var vectors: (least: Int, peak: Int) { (3, 12) }

  /// The norms, the learning rate and the clipped gradients.
  public var display: StepDisplay {
    var display = StepDisplay { report in
      let figures = report.firstOrder ?? FirstOrderFigures()
      return [
        ReportCell(.number(report.gradientNorm), width: 12), ReportCell(.percent(figures.clippedShare), width: 8),
        ReportCell(.number(report.accepted ? report.stepNorm : .nan), width: 9),
        ReportCell(.number(figures.learningRate), width: 10),
      ]
    }
    display.columns = FirstOrderFigures.columns
    display.silent = [
      "alpha", "cg_chosen", "cg_iterations", "cg_outcome", "lambda", "mu", "quadratic", "quadratic_start", "rho",
      "warm_factor", "warm_start_held",
    ]
    display.heading = "  ‖gradient‖  clipped    ‖step‖       rate"
    display.table = ["gradient_norm", "clipped", "step_norm", "learning_rate"]
    display.sparklines = ["gradient_norm", "step_norm"]
    display.charts = [("clipped", false), ("step_norm", true), ("learning_rate", true)]
    display.hint =
      "a gradient that is clipped on every step keeps its direction alone; a loss that jumps asks for a smaller learning rate."
    return display
  }

  /// Gradients that are clipped all the time, and steps that overflow.
  public var advice: [StepAdvice] {
    [
      StepAdvice(
        "\(StepAdvice.patience) steps in a row overflowed: a smaller --learning-rate, or --clip-norm, keeps them finite"
      ) { report, _ in !report.accepted },
      StepAdvice(
        "nearly every gradient is longer than --clip-norm, so that only its direction counts: raise it, or lower --learning-rate if the loss jumps"
      ) { report, _ in (report.firstOrder?.clippedShare ?? 0) > 0.9 },
    ]
  }

  /// Steps for as long as there is a gradient.
  public var onFreshData: Self {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }

  /// A ``FirstOrderOptimizer``.
  public func optimizer<Element: Scalar>(
    parameterCount: Int, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    FirstOrderOptimizer<Element>(parameterCount: parameterCount, options: self)
  }

  /// The method with its learning rate, momentum and clipping.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? {
    var words = "\(name), learning rate \(number(learningRate))"
    if learningRateDecay > 0 { words += " falling as 1 / (1 + \(number(learningRateDecay)) u)" }
    if schedule != .constant { words += ", schedule \(schedule)" }
    words += ", momentum \(number(momentum)), gradients "
    words += clipNorm.map { "clipped at norm \(number($0))" } ?? "not clipped"
    return words + "; a step is \(updates, "update") on \(gradientBatch, "sequence") each"
  }
}

/// What a step of a first-order method reports beside the loss and the norms: the columns of a training history that
/// such a run alone has.
public struct FirstOrderFigures: Sendable, Equatable {
  /// The updates taken in this step.
  public var updates: Int
  /// η of the last of them.
  public var learningRate: Double
  /// The share of the updates whose gradient was clipped; NaN before the first.
  public var clippedShare: Double

  /// Figures from their parts.
  public init(updates: Int = 0, learningRate: Double = .nan, clippedShare: Double = .nan) {
    self.updates = updates
    self.learningRate = learningRate
    self.clippedShare = clippedShare
  }

  /// The columns.
  public static var columns: [ReportColumn] {
    [ReportColumn("learning_rate"), ReportColumn("clipped"), ReportColumn("updates", isCount: true)]
  }
}

extension StepReport {
  /// What a first-order method reports beside its loss and its norms; `nil` for other optimizers.
  public var firstOrder: FirstOrderFigures? {
    get {
      guard let rate = figures["learning_rate"], let clipped = figures["clipped"] else { return nil }
      return FirstOrderFigures(updates: updates, learningRate: rate, clippedShare: clipped)
    }
    set {
      figures["learning_rate"] = newValue?.learningRate
      figures["clipped"] = newValue?.clippedShare
      figures["updates"] = newValue.map { Double($0.updates) }
    }
  }

  /// The report of a first-order step that has only begun: λ, μ and α are no numbers.
  public init(step: Int, firstOrder: FirstOrderFigures) {
    self.init(step: step)
    self.firstOrder = firstOrder
  }
}
