public import LinearAlgebra

extension HessianFreeOptions: OptimizerOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    [
      .count("cg-iterations", \.conjugateGradient.iterationCap, 1...1_000_000, "Most CG iterations of a step.").usual,
      .number(
        "cg-tolerance", \.conjugateGradient.progressTolerance, .atLeast(0),
        "Tolerance ε of Martens' test of relative progress."),
      .number(
        "cg-residual", \.conjugateGradient.residualTolerance, .atLeast(0),
        "Also stop CG when the residual has fallen to this part of the gradient."),
      .count(
        "cg-patience", \.conjugateGradient.heldOutPatience, 1...1_000_000,
        "Also stop CG when so many kept iterates in a row, each 1.3 times as late, have not lowered the backtracking loss."
      ),
      .number(
        "warm-start", \.warmStart, .between(0, 1), "Part ξ of the last CG iterate that the next step starts from."),
      .word("preconditioner", \.preconditioner, "Preconditioner of CG."),
      .number(
        "lambda", \.initialLambda, .atLeast(0), "Damping λ of the first step; times the scored steps of a sequence."
      ).usual,
      .word("damping", \.damping, "How λ follows the reduction ratio ρ."),
      .number(
        "lambda-factor", \.dampingFactor, .atLeast(1),
        "Factor by which λ grows where ρ < 1/4, and by whose reciprocal it shrinks where ρ > 3/4; 1 keeps it."),
      .number("mu", \.mu, .atLeast(0), "Weight μ of structural damping relative to λ; 0 turns it off.").usual,
      .word("line-search", \.lineSearch, "How the step length is settled."),
      .word("rho-batch", \.reductionBatch, "Batch on which the reduction ratio ρ is taken."),
      .word(
        "rho-denominator", \.reductionDenominator,
        "What ρ divides by: the decrease of the model with its damping, or without."),
    ]
  }

  /// Hessian-free optimization.
  public static var family: String { "Hessian-free optimization" }
  /// `hf`.
  public var name: String { "hf" }
  /// Gradient, curvature, backtracking.
  public var roles: [BatchRole] { [.gradient, .curvature, .backtracking] }
  /// Large batches: a step is dear, and its gradient should be exact.
  public var suggestedBatch: (sequences: Int, windows: Int) { (2500, 1000) }
  /// λ_0 = 1: short first steps are enough, since λ falls by a third with each of them.
  public var valuesOnText: [String: OptionValue] { ["lambda": 1] }
  /// At least θ, the gradient, the step, the right-hand side, four of conjugate gradients, and two iterates; all iterates at
  /// the peak, where a checkpoint is written.
  public var vectors: (least: Int, peak: Int) {
    (10, 23 + KeptIterates<Float>(parameterCount: 0, cap: conjugateGradient.iterationCap).schedule.count)
  }
  /// μ.
  public var repeatedOptions: [String] { ["mu"] }

  /// The damping, the solve and the step length.
  public var display: StepDisplay {
    var display = StepDisplay { report in
      let ρ = report.rho
      return [
        ReportCell(ρ.isFinite ? .fixed(ρ, digits: 2) : .text(ρ.isNaN ? "-" : "rose"), width: 6),
        ReportCell(.number(report.lambda), width: 10), ReportCell(.text("\(report.cgIterations)"), width: 5),
        ReportCell(.text(report.cgOutcome?.word ?? "-"), width: 16, isLeading: true),
        ReportCell(.text("\(report.cgChosen)"), width: 8),
        ReportCell(report.accepted ? .significant(report.alpha, digits: 2) : .text("-"), width: 7),
      ]
    }
    display.heading = "     ρ          λ    CG stopped by          taken       α"
    display.table = ["rho", "lambda", "cg_iterations", "cg_outcome", "alpha"]
    display.sparklines = ["lambda", "cg_iterations"]
    display.charts = [("lambda", true), ("rho", false), ("cg_iterations", false), ("alpha", false)]
    display.hint =
      "λ that climbs and climbs means that the quadratic model is not trusted; ρ near 1 that it is. Iterations at their cap on every step mean that the cap decides."
    return display
  }

  /// Solves at their cap, ratios out of range, a λ that climbs.
  public var advice: [StepAdvice] {
    [
      StepAdvice(
        "conjugate gradients have hit their cap for \(StepAdvice.patience) steps: allow more --cg-iterations if rho is good, or a larger --lambda if it is small"
      ) { report, _ in report.cgOutcome == .iterationCap },
      StepAdvice(
        "ρ has been negative for \(StepAdvice.patience) steps: the loss rises at the full step, the steps are too long; a larger --lambda would have ended this sooner"
      ) { report, _ in report.rho < 0 },
      StepAdvice(
        "\(StepAdvice.patience) steps in a row were rejected: gradient and backtracking batches disagree or lambda is far too small; try larger batches or a larger --lambda"
      ) { report, _ in !report.accepted },
      StepAdvice(
        "the loss falls much further than the model promises: the curvature batch is not like the gradient batch, or the damping is too strong; try a larger --curvature-batch"
      ) { report, _ in report.rho > 2 },
      StepAdvice(
        "lambda has become very large and steps very short: check that --rho-batch is gradient, or take larger batches"
      ) { report, baseline in report.lambda > 1e4 * max(1, baseline) },
    ]
  }

  /// Steps for as long as there is a gradient.
  public var onFreshData: Self {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }

  /// A ``HessianFreeOptimizer``.
  public func optimizer<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    HessianFreeOptimizer<Element>(parameterCount: shapes.count, options: self)
  }

  /// All of each sequence, where the preconditioner works with them: one factor of their products.
  public var rows: RowUse? {
    preconditioner.definition.usesRows
      ? RowUse(option: "preconditioner", perSequence: .max, matrices: 1, choosesSequences: false) : nil
  }

  /// What the preconditioner needs.
  public func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility? {
    preconditioner.refusal(of: curvature, in: model)
  }
}
