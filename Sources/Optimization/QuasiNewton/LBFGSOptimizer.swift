public import LinearAlgebra

/// L-BFGS: steps along −H g, where H is what BFGS would make of a multiple of the identity with the last m pairs of steps
/// s and differences of gradients y (Nocedal & Wright 2006, algorithm 7.5).
///
///     H ← (I − s yᵀ / sᵀy) H (I − y sᵀ / sᵀy) + s sᵀ / sᵀy,  from H = (sᵀy / yᵀy) I of the last pair
///
/// Batch, gradient, direction, line search, pair: in this order; both gradients of a pair are of one batch. A step that would
/// not lead downhill drops the pairs and follows the gradient instead; one for which no length is found leaves the
/// parameters as they were, to the bit, and drops the pairs too.
public struct LBFGSOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen.
  public let options: LBFGSOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: LBFGSState<Element>

  private let stationarity: Stationarity<Element>
  private var search = StrongWolfeSearch()
  private var gradient: Vector<Element>
  private var next: Vector<Element>  // the gradient at a trial
  private var direction: Vector<Element>  // δ
  private var trial: Vector<Element>  // θ + αδ

  /// An optimizer before its first step.
  public init(parameterCount: Int, options: LBFGSOptions = LBFGSOptions()) {
    if let fault = options.fault {
      preconditionFailure("\(fault.name) should be \(fault.expected), got \(fault.found)")
    }
    precondition(options.curvatureTolerance >= 0 && options.curvatureTolerance < 1, "a tolerance lies below 1")
    self.options = options
    state = LBFGSState(parameterCount: parameterCount, memory: options.memory)
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    search.trialLimit = options.searchTrials
    gradient = Vector(count: parameterCount)
    next = Vector(count: parameterCount)
    direction = Vector(count: parameterCount)
    trial = Vector(count: parameterCount)
  }

  /// Draws a batch, then takes one step from θ, or leaves θ untouched and says why.
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    precondition(
      θ.count == gradient.count && objective.parameterCount == gradient.count,
      "an optimizer of \(gradient.count) parameters cannot step \(θ.count) parameters of an objective with \(objective.parameterCount)"
    )
    try drawBatches()
    state.step += 1
    var report = StepReport(step: state.step)
    report.figures = ["pairs": Double(state.pairs), "search_trials": 0]
    report.loss = objective.gradient(at: θ, on: .gradient, into: &gradient)
    report.gradientNorm = gradient.norm
    report.outcome = attempt(&θ, objective, &report)
    if report.outcome.isRejection { state.forget() }
    return report
  }

  /// Halves the first trial, so many times over, where the run went back.
  public mutating func respond(to event: RunEvent) {
    switch event {
    case .overflow(let times), .growthTakenBack(let times):
      for _ in 0..<times { state.scale /= 2 }
    case .growth: break
    }
  }

  /// One step up to its outcome. θ changes only if that is ``StepOutcome/accepted``.
  private mutating func attempt<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, _ objective: Model, _ report: inout StepReport
  ) -> StepOutcome {
    guard report.loss.isFinite, report.gradientNorm.isFinite else { return .notFinite }
    if stationarity.isReached(by: report.gradientNorm, first: &state.firstGradientNorm) { return .converged }
    turn()
    var slope = gradient.dot(direction)
    if !(slope < 0) || !direction.isFinite {
      state.forget()
      turn()
      slope = gradient.dot(direction)
    }
    let first = state.pairs > 0 ? 1 : state.scale * min(1, 1 / report.gradientNorm)
    let start = StrongWolfeSearch.Trial(length: 0, loss: report.loss, slope: slope)
    var (trials, latest) = (0, 0.0)
    let found = search.search(from: start, first: first) { α in
      (trials, latest) = (trials + 1, α)
      return evaluate(α, from: θ, objective)
    }
    report.figures["search_trials"] = Double(trials)
    guard let found else {
      let isLost = Stationarity<Element>.isRounding(-slope * first, of: report.loss)
      return options.stopsAtRounding && isLost ? .atRounding : .lineSearchFailed
    }
    if found.length != latest { _ = evaluate(found.length, from: θ, objective) }
    guard trial.isFinite, next.isFinite else { return .notFinite }
    θ.copy(trial)
    direction.scale(found.length)
    (report.alpha, report.stepNorm) = (found.length, direction.norm)
    remember()
    return .accepted
  }

  /// Loss and slope at θ + αδ; both the point and its gradient stay.
  private mutating func evaluate<Model: Objective<Element>>(
    _ α: Double, from θ: Vector<Element>, _ objective: Model
  ) -> (loss: Double, slope: Double) {
    trial.copy(θ)
    trial.add(α, direction)
    let loss = objective.gradient(at: trial, on: .gradient, into: &next)
    return (loss, next.dot(direction))
  }

  /// δ ← −H g by the two loops.
  private mutating func turn() {
    direction.copy(gradient)
    direction.scale(-1)
    guard let s = state.steps.last, let y = state.differences.last else { return }
    var parts: [Double] = []
    for (s, y) in zip(state.steps, state.differences).reversed() {
      let part = s.dot(direction) / s.dot(y)
      direction.add(-part, y)
      parts.append(part)
    }
    direction.scale(s.dot(y) / y.dot(y))
    for ((s, y), part) in zip(zip(state.steps, state.differences), parts.reversed()) {
      direction.add(part - y.dot(direction) / s.dot(y), s)
    }
  }

  /// Keeps the pair of the step s that lies in `direction`, unless its curvature is not to be told from none.
  private mutating func remember() {
    next.add(-1, gradient)  // y
    guard direction.dot(next) > options.curvatureTolerance * direction.norm * next.norm else { return }
    if state.pairs == options.memory {
      state.steps.removeFirst()
      state.differences.removeFirst()
    }
    state.steps.append(direction)
    state.differences.append(next)
  }
}
