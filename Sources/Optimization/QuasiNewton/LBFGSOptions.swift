public import LinearAlgebra

/// Everything that can be chosen about L-BFGS, the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal
/// 1980; Liu & Nocedal 1989; Nocedal & Wright 2006, section 7.2).
///
/// The search is ``StrongWolfeSearch``, on the batch of the gradient. It wants gradients that are exact: large batches, or
/// data that stay the same.
public struct LBFGSOptions: Codable, Sendable, Equatable {
  /// The pairs of steps and differences of gradients that are remembered. 20: between 10 and 30.
  public var memory = 20
  /// Most gradients that a line search takes, each over the whole batch. 25.
  public var searchTrials = 25
  /// ε: a pair with sᵀy ≤ ε ‖s‖ ‖y‖ is left out, since its curvature is not to be told from none. 1e-8.
  public var curvatureTolerance = 1e-8
  /// The norm of a gradient, in parts of that of the first step, at which there is nothing left to do
  /// (``StepOutcome/converged``); `nil` for the rounding of the elements. 0 leaves only gradients that are exactly zero.
  public var gradientTolerance: Double?
  /// Whether a search that could only find a decrease below the rounding of the loss ends with
  /// ``StepOutcome/atRounding``. For data that stay the same.
  public var stopsAtRounding = true

  /// The options with the values of each property.
  public init() {}
}

extension LBFGSOptions: OptimizerOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    [
      .count("memory", \.memory, 1...1000, "Pairs of steps and differences of gradients that are remembered."),
      .count("search-trials", \.searchTrials, 1...1000, "Most gradients that the line search of a step takes."),
    ]
  }

  /// L-BFGS.
  public static var family: String { "L-BFGS" }
  /// `lbfgs`.
  public var name: String { "lbfgs" }
  /// A gradient.
  public var roles: [BatchRole] { [.gradient] }
  /// Large batches: the differences of gradients are all that it knows of curvature.
  public var suggestedBatch: (sequences: Int, windows: Int) { (2500, 1000) }
  /// Two vectors for each pair, and the gradients of both ends of a step.
  public var vectors: (least: Int, peak: Int) { (6 + 2 * memory, 22 + 2 * memory) }
  /// Steps for as long as there is a gradient.
  public var onFreshData: Self {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }

  /// The step and its search.
  public var display: StepDisplay {
    var display = StepDisplay { report in
      [
        ReportCell(.number(report.gradientNorm), width: 12),
        ReportCell(report.accepted ? .significant(report.alpha, digits: 2) : .text("-"), width: 7),
        ReportCell(.number(report.accepted ? report.stepNorm : .nan), width: 9),
        ReportCell(.text("\(Int(report.figures["search_trials"] ?? 0))"), width: 7),
        ReportCell(.text("\(Int(report.figures["pairs"] ?? 0))"), width: 6),
      ]
    }
    display.columns = [ReportColumn("pairs", isCount: true), ReportColumn("search_trials", isCount: true)]
    display.silent = [
      "cg_chosen", "cg_iterations", "cg_outcome", "lambda", "mu", "quadratic", "quadratic_start", "rho", "warm_factor",
      "warm_start_held",
    ]
    display.heading = "  ‖gradient‖      α   ‖step‖  trials  pairs"
    display.table = ["gradient_norm", "alpha", "step_norm", "search_trials", "pairs"]
    display.sparklines = ["gradient_norm", "step_norm"]
    display.charts = [("alpha", false), ("step_norm", true), ("search_trials", false)]
    display.hint =
      "α is 1 on most steps where the remembered curvature fits; searches of many trials, or few pairs, mean that batches disagree: make them larger."
    return display
  }

  /// Steps that find no way down, and pairs that are never kept.
  public var advice: [StepAdvice] {
    [
      StepAdvice(
        "\(StepAdvice.patience) steps in a row found no length that lowers the loss: take a larger --gradient-batch, or --precision double"
      ) { report, _ in !report.accepted },
      StepAdvice(
        "no pair has positive curvature, so that every step is one along the gradient: take a larger --gradient-batch"
      ) { report, _ in report.step > StepAdvice.patience && report.figures["pairs"] == 0 },
    ]
  }

  /// An ``LBFGSOptimizer``.
  public func optimizer<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    LBFGSOptimizer<Element>(parameterCount: shapes.count, options: self)
  }

  /// The pairs and the search.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? {
    "lbfgs, \(memory, "pair") remembered, steps by the strong Wolfe conditions on \(gradientBatch, "sequence")"
  }
}
