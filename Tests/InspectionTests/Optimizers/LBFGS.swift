import LinearAlgebra
import Optimization

/// Limited-memory BFGS (Nocedal 1980; Liu & Nocedal 1989): the whole optimizer, as somebody would add it.
struct LBFGSOptions: OptimizerOptions {
  /// m, the pairs that are remembered.
  var memory = 10
  var lineSearch = LineSearchKind.armijo

  static var table: [OptimizerOption<Self>] {
    [
      .count("memory", \.memory, 1...1000, "Pairs of steps and gradient differences that are remembered."),
      .word("line-search", \.lineSearch, "How the step length is settled."),
    ]
  }
  static var family: String { "L-BFGS" }
  var name: String { "lbfgs" }
  var roles: [BatchRole] { [.gradient] }
  var suggestedBatch: (sequences: Int, windows: Int) { (2500, 1000) }
  var vectors: (least: Int, peak: Int) { (6 + 2 * memory, 20 + 2 * memory) }
  var onFreshData: Self { self }

  var display: StepDisplay {
    var display = StepDisplay { report in
      [
        ReportCell(.number(report.gradientNorm), width: 12), ReportCell(.number(report.alpha), width: 7),
        ReportCell(.text("\(Int(report.figures["pairs"] ?? 0))"), width: 6),
      ]
    }
    display.heading = "  ‖gradient‖       α  pairs"
    display.columns = [ReportColumn("pairs", isCount: true)]
    display.silent = ["rho", "lambda", "mu", "cg_iterations", "cg_outcome", "cg_chosen"]
    display.table = ["gradient_norm", "alpha", "pairs"]
    display.sparklines = ["gradient_norm"]
    display.charts = [("alpha", false)]
    return display
  }

  var advice: [StepAdvice] {
    [StepAdvice("no length of a step lowers the loss: take larger batches") { report, _ in !report.accepted }]
  }

  func optimizer<Element: Scalar>(parameterCount: Int, precision: Element.Type) -> any Optimizer<Element> {
    LBFGSOptimizer<Element>(parameterCount: parameterCount, options: self)
  }
}

/// The pairs, the oldest first.
struct LBFGSState<Element: Scalar>: OptimizerState {
  var step = 0
  /// What a first step is shortened by; smaller after the run went back.
  var scale = 1.0
  var s: [Vector<Element>] = []
  var y: [Vector<Element>] = []
  var memory = 0
  var parameterCount = 0

  var pairs: Int {
    get { s.count }
    set {
      s = (0..<newValue).map { _ in Vector(count: parameterCount) }
      y = s
    }
  }

  var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("scale", \.scale, isReach: true),
      .count("pairs", \.pairs, upTo: \.memory),
    ]
      + (0..<pairs).flatMap { i -> [StateField<Self>] in
        [.vector("step_\(i)", \.s[i]), .vector("difference_\(i)", \.y[i])]
      }
  }

  mutating func forget() { (s, y) = ([], []) }
}

struct LBFGSOptimizer<Element: Scalar>: Optimizer {
  let options: LBFGSOptions
  var state: LBFGSState<Element>
  private var gradient: Vector<Element>
  private var next: Vector<Element>
  private var direction: Vector<Element>

  init(parameterCount: Int, options: LBFGSOptions) {
    self.options = options
    state = LBFGSState()
    (state.memory, state.parameterCount) = (options.memory, parameterCount)
    gradient = Vector(count: parameterCount)
    (next, direction) = (gradient, gradient)
  }

  mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    try drawBatches()
    state.step += 1
    var report = StepReport(step: state.step)
    report.loss = objective.gradient(at: θ, on: .gradient, into: &gradient)
    report.gradientNorm = gradient.norm
    report.figures["pairs"] = Double(state.pairs)
    report.outcome = attempt(&θ, objective, &report)
    if report.outcome.isRejection { state.forget() }
    return report
  }

  private mutating func attempt<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, _ objective: Model, _ report: inout StepReport
  ) -> StepOutcome {
    guard report.loss.isFinite, report.gradientNorm.isFinite else { return .notFinite }
    guard report.gradientNorm > 0 else { return .converged }
    turn()
    func loss(_ α: Double) -> Double {
      var trial = θ
      trial.add(α, direction)
      return objective.loss(at: trial, on: .gradient)
    }
    let α = options.lineSearch.search.length(
      from: { report.loss }, slope: gradient.dot(direction), fullStep: loss(1), loss: loss)
    guard let α else { return options.lineSearch.search.failure }
    let start = θ
    θ.add(α, direction)
    _ = objective.gradient(at: θ, on: .gradient, into: &next)
    (report.alpha, report.stepNorm) = (α, α * direction.norm)
    var (s, y) = (θ, next)
    s.add(-1, start)
    y.add(-1, gradient)
    guard s.dot(y) > 1e-10 * y.dot(y) else { return .accepted }
    if state.pairs == options.memory {
      state.s.removeFirst()
      state.y.removeFirst()
    }
    state.s.append(s)
    state.y.append(y)
    return .accepted
  }

  /// direction ← −H g by the two loops (Nocedal 1980).
  private mutating func turn() {
    direction.copy(gradient)
    direction.scale(-1)
    guard let s = state.s.last, let y = state.y.last else {
      direction.scale(min(state.scale, 1 / gradient.norm))
      return
    }
    var a: [Double] = []
    for (s, y) in zip(state.s, state.y).reversed() {
      a.append(s.dot(direction) / s.dot(y))
      direction.add(-a[a.count - 1], y)
    }
    direction.scale(s.dot(y) / y.dot(y))
    for (s, y) in zip(state.s, state.y) {
      direction.add(a.removeLast() - y.dot(direction) / s.dot(y), s)
    }
  }

  mutating func respond(to event: RunEvent) {
    if event != .growth { state.scale /= 2 }
  }
}
