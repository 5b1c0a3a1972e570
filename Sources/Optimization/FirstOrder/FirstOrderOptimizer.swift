public import LinearAlgebra

/// A first-order method: each step is a number of updates, each along a gradient of a batch of its own.
///
/// Gradient, clipping, moments, update: in this order. A step in which a loss, a gradient, a parameter or a moment
/// overflows leaves the parameters as they were before it, to the bit, and lets the moments begin anew; its learning
/// rate was too large, and lowering it is left to whoever knows where to go on from. All vectors are allocated by the
/// initializer.
public struct FirstOrderOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen.
  public let options: FirstOrderOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: FirstOrderState<Element>

  private let stationarity: Stationarity<Element>
  private var gradient: Vector<Element>
  private var start: Vector<Element>  // θ before the step
  private var lookahead: Vector<Element>  // θ + m v
  private var spent = 0.0  // the part of the budget that is behind

  /// An optimizer before its first step.
  public init(parameterCount: Int, options: FirstOrderOptions) {
    self.init(state: FirstOrderState(parameterCount: parameterCount, options: options), options: options)
  }

  /// An optimizer that continues from a state.
  public init(state: FirstOrderState<Element>, options: FirstOrderOptions) {
    let count = state.firstMoment.count
    precondition(
      state.secondMoment.count == (options.method.hasSecondMoment ? count : 0),
      "\(options.method.rawValue) of \(count) parameters does not go on from \(state.secondMoment.count) second moments"
    )
    precondition(
      options.learningRate > 0 && options.learningRate.isFinite,
      "the learning rate is a number above 0, got \(options.learningRate)")
    precondition(
      options.learningRateDecay >= 0 && options.learningRateDecay.isFinite,
      "the decay of the learning rate is a number of at least 0, got \(options.learningRateDecay)")
    precondition(
      options.momentum >= 0 && options.momentum < 1, "momentum is at least 0 and below 1, got \(options.momentum)")
    precondition(options.clipNorm ?? 1 > 0, "the norm of clipped gradients is above 0, got \(options.clipNorm ?? 1)")
    precondition(
      options.scheduleUpdates ?? 1 > 0 && options.scheduleWarmUp >= 0,
      "a schedule has at least one update, and no fewer")
    precondition(options.updates > 0, "a step has at least one update, got \(options.updates)")
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    self.options = options
    self.state = state
    gradient = Vector(count: count)
    start = Vector(count: count)
    lookahead = Vector(count: options.method == .nesterov ? count : 0)
  }

  /// η of the next update.
  public var learningRate: Double {
    let rate = state.learningRate / (1 + options.learningRateDecay * Double(state.updates))
    let share = options.scheduleUpdates.map { Double(state.updates) / Double($0) } ?? spent
    let rising = min(1, Double(state.updates + 1) / Double(options.scheduleWarmUp + 1))
    return rate * options.schedule.schedule.part(at: share) * rising
  }
}

extension FirstOrderOptimizer {
  /// Takes the updates of one step, or leaves θ as it was where one of them overflows.
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    precondition(
      θ.count == gradient.count && objective.parameterCount == gradient.count,
      "an optimizer of \(gradient.count) parameters cannot step \(θ.count) parameters of an objective with \(objective.parameterCount)"
    )
    state.step += 1
    start.copy(θ)
    var report = StepReport(step: state.step, firstOrder: FirstOrderFigures())
    var sums = (loss: 0.0, norm: 0.0, clipped: 0)
    for update in 1...options.updates {
      try drawBatches()
      let loss = evaluate(at: θ, objective)
      let norm = gradient.norm
      guard loss.isFinite && norm.isFinite else {
        (report.loss, report.gradientNorm) = (loss, norm)
        return abandon(report, &θ)
      }
      let rate = learningRate
      if clip(norm) { sums.clipped += 1 }
      move(&θ, rate)
      sums.loss += loss
      sums.norm += norm
      report.firstOrder = FirstOrderFigures(
        updates: update, learningRate: rate, clippedShare: Double(sums.clipped) / Double(update))
    }
    report.loss = sums.loss / Double(options.updates)
    report.gradientNorm = sums.norm / Double(options.updates)
    // Once a step is enough: what has overflowed does not come back.
    guard θ.isFinite && state.firstMoment.isFinite && state.secondMoment.isFinite else { return abandon(report, &θ) }
    start.scale(-1, adding: θ)  // θ − θ_0
    report.stepNorm = start.norm
    report.outcome = outcome(of: report, at: θ)
    return report
  }

  /// The part of the budget that a schedule goes by.
  public mutating func note(spent: Double) { self.spent = spent }

  /// Halves the learning rate, so many times over, where the run went back.
  public mutating func respond(to event: RunEvent) {
    switch event {
    case .overflow(let times), .growthTakenBack(let times):
      for _ in 0..<times { state.learningRate /= 2 }
    case .growth: break
    }
  }

  /// How a step has ended that did not overflow.
  private mutating func outcome(of report: StepReport, at θ: Vector<Element>) -> StepOutcome {
    let isFlat = stationarity.isReached(by: report.gradientNorm, first: &state.firstGradientNorm)
    // The momentum may still lead somewhere where there is no gradient.
    if isFlat && (report.gradientNorm > 0 || report.stepNorm == 0) { return .converged }
    let isLost = options.stopsAtRounding && Stationarity<Element>.isRounding(report.stepNorm, of: θ.norm)
    return isLost && report.stepNorm > 0 ? .atRounding : .accepted
  }

  /// Overwrites `gradient`, and returns the loss of the same pass.
  private mutating func evaluate<Model: Objective<Element>>(at θ: Vector<Element>, _ objective: Model) -> Double {
    guard options.method == .nesterov else { return objective.gradient(at: θ, on: .gradient, into: &gradient) }
    lookahead.copy(θ)
    lookahead.add(options.momentum, state.firstMoment)
    return objective.gradient(at: lookahead, on: .gradient, into: &gradient)
  }

  /// Shortens the gradient to the norm asked for; returns whether it was longer.
  private mutating func clip(_ norm: Double) -> Bool {
    guard let clipNorm = options.clipNorm, norm > clipNorm else { return false }
    gradient.scale(clipNorm / norm)
    return true
  }

  /// One update of moments and parameters.
  private mutating func move(_ θ: inout Vector<Element>, _ η: Double) {
    state.updates += 1
    state.momentUpdates += 1
    let (m, ρ, ε) = (options.momentum, options.squareDecay, options.epsilon)
    if options.method.hasSecondMoment { state.secondMoment.scale(ρ, adding: 1 - ρ, times: gradient, gradient) }
    state.firstMoment.scale(m)
    switch options.method {
    case .sgd, .nesterov:
      state.firstMoment.add(-η, gradient)
      θ.add(1, state.firstMoment)
    case .rmsprop:
      state.firstMoment.add(-η, gradient, overRootOf: state.secondMoment, shift: ε)
      θ.add(1, state.firstMoment)
    case .adam:
      state.firstMoment.add(1 - m, gradient)
      let first = 1 - Self.power(m, state.momentUpdates)
      let second = 1 - Self.power(ρ, state.momentUpdates)
      θ.add(-η / first, state.firstMoment, overRootOf: state.secondMoment, scaledBy: 1 / second, shift: ε)
    }
  }

  /// xⁿ for n ≥ 1.
  private static func power(_ x: Double, _ n: Int) -> Double {
    var (result, square, rest) = (1.0, x, n)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  /// Back to where the step began.
  private mutating func abandon(_ report: StepReport, _ θ: inout Vector<Element>) -> StepReport {
    var report = report
    report.outcome = .notFinite
    θ.copy(start)
    state.forget()
    return report
  }
}
