public import LinearAlgebra

extension KroneckerFactoredOptions: StochasticOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    UpdateOptions.table.map { $0.lifted(to: \.common) } + [
      .word(
        "step-rule", \.stepRule,
        "How far an update goes: clip, a learning rate with a limit; rescale, to the minimum of the quadratic model."),
      .number("kfac-lambda", \.initialLambda, .above(0), "Damping λ of the first update of K-FAC."),
      .word("kfac-damping", \.damping, "How λ goes into the factors: exactly, or in part into each."),
      .word(
        "kfac-diagonal", \.diagonal,
        "Curvature in the eigenbasis: products of eigenvalues, or moments of gradients of whole sequences."),
      .word(
        "kfac-blocks", \.blocks, "One block of the curvature: all weights of a gate, or each matrix by itself."),
      .word(
        "kfac-steps", \.steps,
        "Steps of a sequence as independent, or as a chain of which each depends on the one before."),
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Part of the last update that goes on into the next."),
      .number(
        "kl-clip", \.changeLimit, .above(0), "Limit κ on what an update of K-FAC may change about the predictions."),
      .number(
        "factor-decay", \.factorDecay, .atLeast(0, below: 1),
        "Most that an average of factors keeps of itself when new ones are added."),
      .count(
        "factor-updates", \.factorUpdates, 1...1_000_000, "Updates from one statistics of factors to the next."),
      .count("basis-updates", \.basisUpdates, 1...1_000_000, "Updates from one decomposition to the next."),
      .count(
        "lambda-updates", \.lambdaUpdates, 1...1_000_000,
        "Updates of the rule rescale from one reduction ratio to the next."),
      .word("damping", \.lambdaRule, "How λ follows the reduction ratio."),
      .number(
        "lambda-factor", \.lambdaFactor, .atLeast(1),
        "Factor by which λ grows where a step went badly, and by whose reciprocal it shrinks; 1 keeps it."),
    ]
  }

  /// Kronecker-factored methods.
  public static var family: String { "Kronecker-factored methods" }
  /// `kfac`.
  public var name: String { "kfac" }
  /// A gradient, and what the factors and the quadratic model are of.
  public var roles: [BatchRole] { [.gradient, .curvature] }
  /// Small ones: averages of factors collect over the updates, and a pass for them over all of a batch costs as much as
  /// its gradient.
  public var suggestedCurvatureBatch: (sequences: Int, windows: Int) { (32, 8) }
  /// θ, that before the step, the gradient, the momentum, the direction, four of the factored curvature; two more where it
  /// is made anew.
  public var vectors: (least: Int, peak: Int) { (9, 24) }
  /// Averages, those of a checkpoint, statistics, decompositions.
  public func numbersBeside(vectorsOf shapes: ParameterShapes) -> Int {
    5 * (shapes.factorNumbers + (steps == .chain ? shapes.laggedFactorNumbers : 0))
  }

  /// The norms, λ and how far updates went.
  public var display: StepDisplay {
    var display = StepDisplay { report in
      let ρ = report.rho
      return [
        ReportCell(.number(report.gradientNorm), width: 12), ReportCell(.number(report.lambda), width: 10),
        ReportCell(ρ.isFinite ? .fixed(ρ, digits: 2) : .text(ρ.isNaN ? "-" : "rose"), width: 6),
        ReportCell(.significant(report.alpha, digits: 2), width: 9),
        ReportCell(.percent(report.figures["limited"] ?? .nan), width: 8),
        ReportCell(.number(report.accepted ? report.stepNorm : .nan), width: 9),
      ]
    }
    display.columns = FirstOrderFigures.columns + [ReportColumn("limited"), ReportColumn("momentum_factor")]
    display.silent = [
      "cg_chosen", "cg_iterations", "cg_outcome", "mu", "quadratic_start", "warm_factor", "warm_start_held",
    ]
    display.heading = "  ‖gradient‖          λ     ρ        α limited   ‖step‖"
    display.table = ["gradient_norm", "lambda", "rho", "alpha", "limited", "step_norm"]
    display.sparklines = ["gradient_norm", "step_norm"]
    display.charts = [("lambda", true), ("rho", false), ("alpha", true), ("limited", false), ("step_norm", true)]
    display.hint =
      "updates that are limited all the time are as long as --kl-clip lets them; with --step-rule rescale, ρ near 1 means that the quadratic model is to be trusted."
    return display
  }

  /// What any method of many updates says; updates that are limited all the time, ratios below 0, a λ that climbs.
  public var advice: [StepAdvice] {
    updateAdvice + [
      StepAdvice(
        "nearly every update is as long as --kl-clip lets it be: raise it, or lower --learning-rate if the loss jumps"
      ) { report, _ in (report.figures["limited"] ?? 0) > 0.9 },
      StepAdvice(
        "ρ has been negative for \(StepAdvice.patience) steps: the loss rises where the model promises a decrease; take a larger --curvature-batch or a larger --kfac-lambda"
      ) { report, _ in report.rho < 0 },
      StepAdvice(
        "lambda has become very large and steps very short: the factors do not fit the curvature; try --kfac-diagonal sequences or a larger --curvature-batch"
      ) { report, baseline in report.lambda > 1e4 * max(1, baseline) },
    ]
  }

  /// A λ and no averages yet. Of rule `rescale` the rate is the part of a step that is taken, and begins as all of it.
  public func start<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> FirstOrderState<Element> {
    FirstOrderState(
      parameterCount: shapes.count, learningRate: stepRule == .clip ? learningRate : 1, hasSecondMoment: false,
      factors: shapes.factorNumbers + (steps == .chain ? shapes.laggedFactorNumbers : 0), bases: 0,
      lambda: initialLambda)
  }

  /// The rule.
  public func rule<Element: Scalar>(
    for shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any UpdateRule<Element> {
    KroneckerFactoredRule<Element>(options: self, count: shapes.count)
  }

  /// Of factors.
  public var makesStepsOfFactorsOrRows: Bool { true }

  /// Factors, and what the diagonal is found by.
  public func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility? {
    let needs =
      [CurvatureAbility.factorStatistics] + (steps == .chain ? [.laggedFactorStatistics] : [])
      + (diagonal == .sequences ? [.rotatedSquares] : [])
    let missing = needs.first { !$0.isProvided(by: curvature) }
    return missing.map { MissingAbility($0, of: model, for: name) }
  }

  /// The damping and what an update is limited by.
  public func words(number: (Double) -> String) -> String {
    var words = "lambda \(number(initialLambda))"
    if stepRule == .clip { words += ", momentum \(number(momentum)), kl-clip \(number(changeLimit))" }
    if blocks == .matrix { words += ", each matrix by itself" }
    if steps == .chain { words += ", steps as a chain" }
    if diagonal == .sequences { words += ", moments of whole sequences" }
    return words
  }

  /// The method with its steps.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? {
    guard stepRule == .rescale else { return updateSummary(gradientBatch: gradientBatch, number: number) }
    var words = "\(name), \(self.words(number: number)), steps to the minimum of the quadratic model"
    if schedule != .constant { words += ", schedule \(schedule)" }
    return words + "; a step is \(updates, "update") on \(gradientBatch, "sequence") each"
  }
}
