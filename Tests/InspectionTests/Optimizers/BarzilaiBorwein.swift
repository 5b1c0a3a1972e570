import LinearAlgebra
import Optimization

/// Gradient descent whose length is taken from the last step (Barzilai & Borwein 1988, equation 5): the whole optimizer, as
/// somebody would add it.
///
///     θ ← θ − g sᵀs / sᵀy,  s and y the last step and what it made of the gradient
struct BarzilaiBorweinOptions: OptimizerOptions {
  /// The length of the first step.
  var firstLength = 0.1

  static var table: [OptimizerOption<Self>] {
    [.number("first-length", \.firstLength, .above(0), "Length of the first step.")]
  }
  static var family: String { "Barzilai and Borwein's method" }
  var name: String { "barzilai-borwein" }
  var roles: [BatchRole] { [.gradient] }
  var suggestedBatch: (sequences: Int, windows: Int) { (2500, 1000) }
  var vectors: (least: Int, peak: Int) { (5, 20) }
  var onFreshData: Self { self }

  var display: StepDisplay {
    var display = StepDisplay { report in
      [
        ReportCell(.number(report.gradientNorm), width: 12),
        ReportCell(.number(report.figures["step_length"] ?? 0), width: 9),
      ]
    }
    display.heading = "  ‖gradient‖   length"
    display.columns = [ReportColumn("step_length"), ReportColumn("steps_remembered", isCount: true)]
    display.silent = ["rho", "lambda", "mu", "alpha", "cg_iterations", "cg_outcome", "cg_chosen"]
    display.table = ["gradient_norm", "step_length"]
    display.sparklines = ["gradient_norm"]
    display.charts = [("step_length", true)]
    return display
  }

  var advice: [StepAdvice] { [StepAdvice("the loss overflows: take larger batches") { report, _ in !report.accepted }] }

  func optimizer<Element: Scalar>(of shapes: ParameterShapes, precision: Element.Type) -> any Optimizer<Element> {
    BarzilaiBorwein<Element>(parameterCount: shapes.count, options: self)
  }
}

/// The last step, where there is one.
struct BarzilaiBorweinState<Element: Scalar>: OptimizerState {
  var step = 0
  /// What lengths are multiplied with; smaller after the run went back.
  var scale = 1.0
  var remembered = 0
  var most = 1
  var s: Vector<Element>
  var g: Vector<Element>

  init() { self.init(parameterCount: 0) }
  init(parameterCount: Int) { (s, g) = (Vector(count: parameterCount), Vector(count: parameterCount)) }

  var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("scale", \.scale, isReach: true),
      .count("remembered", \.remembered, upTo: \.most),
      .vector("last_step", \.s, isStored: remembered > 0), .vector("last_gradient", \.g, isStored: remembered > 0),
    ]
  }

  mutating func forget() {
    remembered = 0
    s.fill(0)
    g.fill(0)
  }
}

struct BarzilaiBorwein<Element: Scalar>: Optimizer {
  let options: BarzilaiBorweinOptions
  var state: BarzilaiBorweinState<Element>

  init(parameterCount: Int, options: BarzilaiBorweinOptions) {
    (self.options, state) = (options, BarzilaiBorweinState(parameterCount: parameterCount))
  }

  mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    try drawBatches()
    state.step += 1
    var report = StepReport(step: state.step)
    var gradient = Vector<Element>(count: θ.count)
    report.loss = objective.gradient(at: θ, on: .gradient, into: &gradient)
    report.gradientNorm = gradient.norm
    report.figures["steps_remembered"] = Double(state.remembered)
    guard report.loss.isFinite, report.gradientNorm.isFinite else {
      report.outcome = .notFinite
      return report
    }
    var y = gradient
    y.add(-1, state.g)
    let curvature = state.s.dot(y)
    var length = min(options.firstLength, options.firstLength / report.gradientNorm)
    if state.remembered > 0, curvature > 0 { length = min(state.s.dot(state.s) / curvature, 10) }
    report.figures["step_length"] = length * state.scale
    state.s.copy(gradient)
    state.s.scale(-length * state.scale)
    state.g.copy(gradient)
    state.remembered = 1
    θ.add(1, state.s)
    report.stepNorm = state.s.norm
    return report
  }

  mutating func respond(to event: RunEvent) {
    if event != .growth { state.scale /= 2 }
  }
}
