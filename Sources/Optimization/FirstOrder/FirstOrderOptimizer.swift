public import LinearAlgebra

/// A method of many updates: each step is a number of them, each along a gradient of a batch of its own.
///
/// Gradient, clipping, weight decay, the rule of the method: in this order. A step in which a loss, a gradient, a parameter
/// or a moment overflows leaves the parameters as they were before it, to the bit, and lets the moments begin anew; its
/// learning rate was too large, and lowering it is left to whoever knows where to go on from. All vectors are allocated by
/// the initializer.
public struct FirstOrderOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen beside the rule.
  public let options: UpdateOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: FirstOrderState<Element>

  private var rule: any UpdateRule<Element>
  private let decaying: [Range<Int>]
  private let stationarity: Stationarity<Element>
  private var gradient: Vector<Element>
  private var start: Vector<Element>  // θ before the step
  private var lookahead: Vector<Element>  // θ + m v
  private var spent = 0.0  // the part of the budget that is behind
  private var seconds = 0.0  // the seconds that the run has taken

  /// An optimizer before its first step.
  public init(of shapes: ParameterShapes, options: some StochasticOptions) {
    self.init(of: shapes, state: options.start(of: shapes, precision: Element.self), options: options)
  }

  /// An optimizer of parameters without matrices, before its first step.
  public init(parameterCount: Int, options: some StochasticOptions) {
    self.init(of: ParameterShapes(count: parameterCount), options: options)
  }

  /// An optimizer of parameters without matrices that continues from a state.
  public init(state: FirstOrderState<Element>, options: some StochasticOptions) {
    self.init(of: ParameterShapes(count: state.firstMoment.count), state: state, options: options)
  }

  /// An optimizer that continues from a state.
  public init(of shapes: ParameterShapes, state: FirstOrderState<Element>, options: some StochasticOptions) {
    let expected: FirstOrderState<Element> = options.start(of: shapes, precision: Element.self)
    let count = state.firstMoment.count
    precondition(
      count == shapes.count && state.secondMoment.count == expected.secondMoment.count
        && state.factors.count == expected.factors.count && state.bases.count == expected.bases.count,
      "\(options.name) of \(shapes.count) parameters does not go on from \(count) first and \(state.secondMoment.count) second moments and \(state.factors.count) numbers of factors"
    )
    if let fault = options.fault {
      preconditionFailure("\(fault.name) should be \(fault.expected), got \(fault.found)")
    }
    rule = options.rule(for: shapes, precision: Element.self)
    decaying = options.decoupledWeightDecay > 0 ? shapes.decaying : []
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    self.options = options.common
    self.state = state
    gradient = Vector(count: count)
    start = Vector(count: count)
    lookahead = Vector(count: rule.lookahead > 0 ? count : 0)
  }

  /// η of the next update.
  public var learningRate: Double {
    options.rate.rate(from: state.learningRate, updates: state.updates, spent: spent, seconds: seconds)
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
    rule.begin()
    defer { rule.end() }
    start.copy(θ)
    var report = StepReport(step: state.step, lambda: state.lambda ?? .nan)
    report.firstOrder = FirstOrderFigures()
    var sums = (loss: 0.0, norm: 0.0, clipped: 0)
    for index in 0..<options.updates {
      try drawBatches()
      let loss = evaluate(at: θ, objective)
      let norm = gradient.norm
      guard loss.isFinite && norm.isFinite else {
        (report.loss, report.gradientNorm) = (loss, norm)
        return abandon(report, &θ)
      }
      let rate = learningRate
      if clip(norm) { sums.clipped += 1 }
      decay(&θ, by: rate * options.decoupledWeightDecay)
      state.updates += 1
      state.momentUpdates += 1
      let update = Update(index: index, rate: rate, loss: loss)
      if let end = rule.move(&θ, along: gradient, update, of: objective, &state) {
        report.outcome = end
        return end == .notFinite ? abandon(report, &θ) : report
      }
      sums.loss += loss
      sums.norm += norm
      report.firstOrder = FirstOrderFigures(
        updates: index + 1, learningRate: rate, clippedShare: Double(sums.clipped) / Double(index + 1))
    }
    report.loss = sums.loss / Double(options.updates)
    report.gradientNorm = sums.norm / Double(options.updates)
    // Once a step is enough: what has overflowed does not come back.
    guard θ.isFinite && state.isFinite else { return abandon(report, &θ) }
    rule.describe(&report)
    start.scale(-1, adding: θ)  // θ − θ_0
    report.stepNorm = start.norm
    report.outcome = outcome(of: report, at: θ)
    return report
  }

  /// What a schedule goes by.
  public mutating func note(spent: Double, seconds: Double) { (self.spent, self.seconds) = (spent, seconds) }

  /// Halves the learning rate, so many times over, where the run went back.
  public mutating func respond(to event: RunEvent) {
    switch event {
    case .overflow(let times), .growthTakenBack(let times):
      for _ in 0..<times { state.learningRate /= 2 }
    case .growth: break
    }
    rule.respond(to: event, &state)
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
    guard rule.lookahead > 0 else { return objective.gradient(at: θ, on: .gradient, into: &gradient) }
    lookahead.copy(θ)
    lookahead.add(rule.lookahead, state.firstMoment)
    return objective.gradient(at: lookahead, on: .gradient, into: &gradient)
  }

  /// Shortens the gradient to the norm asked for; returns whether it was longer.
  private mutating func clip(_ norm: Double) -> Bool {
    guard rule.clips, let clipNorm = options.clipNorm, norm > clipNorm else { return false }
    gradient.scale(clipNorm / norm)
    return true
  }

  /// θ ← (1 − share) θ, in what decays.
  private func decay(_ θ: inout Vector<Element>, by share: Double) {
    for range in decaying { θ.scale(1 - share, in: range) }
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
