public import LinearAlgebra

/// What exact steps know of the structural damping matrix G_S.
public enum StructuralMetric: String, Codable, Sendable, CaseIterable {
  /// Its diagonal: a pass over the batch.
  case diagonal
  /// Its diagonal in the eigenbasis of Kronecker factors (George et al. 2018, section 3): another pass for these, and a rotation
  /// of every row.
  case rotated
}

/// Everything that can be chosen about exact Gauss-Newton steps in the dual form (Ren & Goldfarb 2019; with momentum SPRING,
/// Goldshlager, Abrahamsen & Lin 2024).
///
/// For losses on one step of each sequence: N sequences with K outputs make a system of N K unknowns, or of less, whatever the number
/// of parameters.
public struct DualOptions: Codable, Sendable, Equatable {
  /// λ in the middle of the first grid. 1.
  public var initialLambda = 1.0
  /// The factor from one λ of the grid to the next. 4.
  public var gridFactor = 4.0
  /// How many of these factors λ may change by in a step, up and down. 2.
  public var reach = 2
  /// ϑ, the part of the last step that the next one begins with. 0.9: 0 is no momentum.
  public var momentum = 0.9
  /// μ, the weight of structural damping relative to λ: a step is damped by λ (I + μ G_S). 0.1; 0: none. More bears a growth of the length
  /// better and leaves the last sequences wrong for longer (`temporal-order`, 0.3).
  public var mu = 0.1
  /// The most rows of a sequence. 2: where a loss has more outputs, the row of the residual and a random one stand for theirs.
  public var rowsPerSequence = 2
  /// What is known of G_S.
  public var metric = StructuralMetric.rotated
  /// ρ, the decrease of the loss of other sequences in parts of what the rows promised, below which a step counts as
  /// over-fitted (``DualOptimizer/wantsLargerBatches``). ¼, where Levenberg and Marquardt would damp more.
  public var overfitting = 0.25
  /// λ, in parts of its mean over the latest steps, above which a step counts as over-fitted too. 10.
  public var shortness = 10.0
  /// The norm of a gradient, in parts of that of the first step, at which there is nothing left to do
  /// (``StepOutcome/converged``); `nil` for the rounding of the elements. 0 leaves only gradients that are exactly zero.
  public var gradientTolerance: Double?
  /// Whether a step that has led no further than the rounding of the parameters ends with ``StepOutcome/atRounding``. For
  /// data that stay the same.
  public var stopsAtRounding = true

  /// The defaults given with each property.
  public init() {}
}

extension DualOptions: OptimizerOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    [
      .number("dual-lambda", \.initialLambda, .above(0), "Damping λ in the middle of the first grid of an exact step."),
      .number("grid-factor", \.gridFactor, .above(1), "Factor from one λ of the grid to the next."),
      .count("grid-reach", \.reach, 1...20, "Factors that λ may change by in a step, up and down."),
      .count(
        "rows-per-sequence", \.rowsPerSequence, 2...65_536,
        "Most rows of a sequence: where a loss has more outputs, random ones stand for them."),
      .number("mu", \.mu, .atLeast(0), "Weight μ of structural damping relative to λ; 0 turns it off.").usual,
      .word(
        "metric", \.metric,
        "What exact steps know of structural damping: its diagonal, or that in the eigenbasis of its Kronecker factors."
      ),
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Part of the last update that goes on into the next."),
    ]
  }

  /// Exact steps.
  public static var family: String { "exact steps in the dual form" }
  /// `dual`.
  public var name: String { "dual" }
  /// Few of a sequence: their products with one another, and the Cholesky factor of a λ.
  public var rows: RowUse? {
    RowUse(option: "optimizer", perSequence: rowsPerSequence, matrices: 2, choosesSequences: true)
  }
  /// The gradient, the rows, and the sequences that λ is chosen by.
  public var roles: [BatchRole] { [.gradient, .curvature, .backtracking] }
  /// As many as a plateau asks for.
  public var suggestedBatch: (sequences: Int, windows: Int) { (2500, 100) }
  /// Rows cost more than gradients.
  public var suggestedCurvatureBatch: (sequences: Int, windows: Int) { (500, 100) }
  /// As many as there are rows, until they are not enough.
  public var suggestedInitialBatch: Int? { 500 }
  /// θ, that before the step, the last step, the gradient, two of the weight decay, shift, trial, step, two choices, and two rows.
  /// For structural damping the metric with its roots, their inverses, two coordinates, and what its factors are decomposed with.
  public var vectors: (least: Int, peak: Int) { mu > 0 ? (21, 37) : (13, 27) }
  /// Steps for as long as there is a gradient.
  public var onFreshData: Self {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }

  /// The norms, λ and the trials.
  public var display: StepDisplay {
    var display = StepDisplay { report in
      [
        ReportCell(.number(report.gradientNorm), width: 12),
        ReportCell(report.rho.isFinite ? .fixed(report.rho, digits: 2) : .text("-"), width: 6),
        ReportCell(.number(report.lambda), width: 10),
        ReportCell(report.accepted ? .significant(report.alpha, digits: 2) : .text("-"), width: 7),
        ReportCell(.number(report.accepted ? report.stepNorm : .nan), width: 9),
        ReportCell(.text("\(Int(report.figures["trials"] ?? 0))"), width: 7),
      ]
    }
    display.columns = [ReportColumn("rows", isCount: true), ReportColumn("trials", isCount: true)]
    display.silent = [
      "cg_chosen", "cg_iterations", "cg_outcome", "mu", "quadratic_start", "warm_factor", "warm_start_held",
    ]
    display.heading = "  ‖gradient‖     ρ          λ      α   ‖step‖  trials"
    display.table = ["gradient_norm", "rho", "lambda", "alpha", "step_norm", "trials"]
    display.sparklines = ["gradient_norm", "lambda", "step_norm"]
    display.charts = [("lambda", true), ("rho", false), ("alpha", false), ("step_norm", true)]
    display.hint =
      "λ is the one that did best on other sequences; a λ that climbs, or steps that are refused, mean that the rows are over-fitted: take a larger --gradient-batch, then a larger --curvature-batch."
    return display
  }

  /// Steps that are refused, and a λ that climbs.
  public var advice: [StepAdvice] {
    [
      StepAdvice(
        "\(StepAdvice.patience) steps in a row made the loss of other sequences no smaller: take a larger --gradient-batch, or --optimizer hf"
      ) { report, _ in !report.accepted },
      StepAdvice(
        "lambda has become very large and steps very short: the rows are over-fitted; take a larger --gradient-batch, then a larger --curvature-batch"
      ) { report, baseline in report.lambda > 1e4 * max(1, baseline) },
    ]
  }

  /// A ``DualOptimizer``.
  public func optimizer<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    DualOptimizer<Element>(parameterCount: shapes.count, options: self)
  }

  /// Rows.
  public func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility? {
    CurvatureAbility.rows.isProvided(by: curvature) ? nil : MissingAbility(.rows, of: model, forOptimizer: name)
  }

  /// The grid and the momentum.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? {
    "dual: exact steps, lambda \(number(initialLambda)) and then by a grid of factors of \(number(gridFactor)), momentum \(number(momentum))"
  }
}
