public import LinearAlgebra

/// The options of a method whose steps are many updates, each along a gradient of a batch of its own.
///
/// Such a method is a rule (``UpdateRule``), what it chooses beside ``UpdateOptions``, and what its state holds; the step
/// itself, what it reports, schedules, clipping and the way back from an overflow are the same for all.
public protocol StochasticOptions: OptimizerOptions {
  /// What such methods have in common.
  var common: UpdateOptions { get set }
  /// The rest of the method in a few words for the head of a run, numbers written by `number`: "momentum 0.9".
  func words(number: (Double) -> String) -> String

  /// The state before the first step.
  func start<Element: Scalar>(of shapes: ParameterShapes, precision: Element.Type) -> FirstOrderState<Element>
  /// The rule.
  func rule<Element: Scalar>(for shapes: ParameterShapes, precision: Element.Type) -> any UpdateRule<Element>
}

extension StochasticOptions {
  /// η of the first update.
  public var learningRate: Double {
    get { common.rate.initial }
    set { common.rate.initial = newValue }
  }
  /// See ``LearningRate/decay``.
  public var learningRateDecay: Double {
    get { common.rate.decay }
    set { common.rate.decay = newValue }
  }
  /// See ``LearningRate/schedule``.
  public var schedule: ScheduleKind {
    get { common.rate.schedule }
    set { common.rate.schedule = newValue }
  }
  /// See ``LearningRate/scheduleUpdates``.
  public var scheduleUpdates: Int? {
    get { common.rate.scheduleUpdates }
    set { common.rate.scheduleUpdates = newValue }
  }
  /// See ``LearningRate/scheduleSeconds``.
  public var scheduleSeconds: Double? {
    get { common.rate.scheduleSeconds }
    set { common.rate.scheduleSeconds = newValue }
  }
  /// See ``LearningRate/scheduleWarmUp``.
  public var scheduleWarmUp: Int {
    get { common.rate.scheduleWarmUp }
    set { common.rate.scheduleWarmUp = newValue }
  }
  /// See ``UpdateOptions/clipNorm``.
  public var clipNorm: Double? {
    get { common.clipNorm }
    set { common.clipNorm = newValue }
  }
  /// See ``UpdateOptions/decoupledWeightDecay``.
  public var decoupledWeightDecay: Double {
    get { common.decoupledWeightDecay }
    set { common.decoupledWeightDecay = newValue }
  }
  /// See ``UpdateOptions/updates``.
  public var updates: Int {
    get { common.updates }
    set { common.updates = newValue }
  }
  /// See ``UpdateOptions/gradientTolerance``.
  public var gradientTolerance: Double? {
    get { common.gradientTolerance }
    set { common.gradientTolerance = newValue }
  }
  /// See ``UpdateOptions/stopsAtRounding``.
  public var stopsAtRounding: Bool {
    get { common.stopsAtRounding }
    set { common.stopsAtRounding = newValue }
  }

  /// A gradient.
  public var roles: [BatchRole] { [.gradient] }
  /// Small batches: updates live from being many.
  public var suggestedBatch: (sequences: Int, windows: Int) { (100, 50) }
  /// A learning rate that rises in 100 updates and falls to 0 with the budget.
  public var valuesOnText: [String: OptionValue] { ["schedule": "linear", "schedule-warm-up": 100] }

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
  public var advice: [StepAdvice] { updateAdvice }

  /// What any method of many updates says.
  var updateAdvice: [StepAdvice] {
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
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    FirstOrderOptimizer<Element>(of: shapes, options: self)
  }

  /// The method with its learning rate, clipping and decay.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? {
    updateSummary(gradientBatch: gradientBatch, number: number)
  }

  /// What any method of many updates says.
  func updateSummary(gradientBatch: Int, number: (Double) -> String) -> String {
    var words = "\(name), learning rate \(number(learningRate))"
    if learningRateDecay > 0 { words += " falling as 1 / (1 + \(number(learningRateDecay)) u)" }
    if schedule != .constant { words += ", schedule \(schedule)" }
    words += ", \(self.words(number: number)), gradients "
    words += clipNorm.map { "clipped at norm \(number($0))" } ?? "not clipped"
    if decoupledWeightDecay > 0 { words += ", weights decay by \(number(decoupledWeightDecay)) of the rate" }
    return words + "; a step is \(updates, "update") on \(gradientBatch, "sequence") each"
  }
}
