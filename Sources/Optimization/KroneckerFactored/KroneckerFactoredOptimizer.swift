public import LinearAlgebra

/// A Kronecker-factored method (K-FAC; Martens & Grosse 2015, for recurrent networks Martens, Ba & Johnson 2018): each step is
/// a number of updates along the gradient, solved with running averages of A ⊗ G in place of the curvature.
///
/// Batches, gradient, statistics, decomposition, update: in this order. Statistics and decompositions are counted from the
/// first update of a step, which has both: a run that goes on from a state is the run that was not broken off. A step in which
/// anything overflows leaves the parameters as they were before it, to the bit, and lets averages and momentum begin anew.
/// What a rule needs of the curvature comes from the curvature batch: factors, and the quadratic model of `rescale`.
public struct KroneckerFactoredOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen.
  public let options: KroneckerFactoredOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: KroneckerFactoredState<Element>

  private let stationarity: Stationarity<Element>
  private let rule: any DampingRule
  private var factored: FactoredCurvature<Element>
  private var gradient: Vector<Element>
  private var start: Vector<Element>  // θ before the step
  private var direction: Vector<Element>  // u
  private var spent = 0.0  // the part of the budget that is behind

  /// An optimizer before its first step.
  public init(of shapes: ParameterShapes, options: KroneckerFactoredOptions = KroneckerFactoredOptions()) {
    self.init(
      state: KroneckerFactoredState(
        parameterCount: shapes.count, factorNumbers: shapes.factorNumbers, options: options), options: options)
  }

  /// An optimizer that continues from a state.
  public init(state: KroneckerFactoredState<Element>, options: KroneckerFactoredOptions) {
    if let fault = options.fault {
      preconditionFailure("\(fault.name) should be \(fault.expected), got \(fault.found)")
    }
    let count = state.momentum.count
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    rule = options.lambdaRule.rule(factor: options.lambdaFactor)
    self.options = options
    self.state = state
    factored = .failed(count: count)
    (gradient, start, direction) = (Vector(count: count), Vector(count: count), Vector(count: count))
  }

  /// η of the next update, or the part of a rescaled one that is taken.
  public var learningRate: Double {
    options.rate.rate(
      from: options.stepRule == .clip ? state.learningRate : 1, updates: state.updates, spent: spent)
  }
}

extension KroneckerFactoredOptimizer {
  /// What the updates of a step add up to.
  private struct Sums {
    var loss = 0.0
    var norm = 0.0
    var α = 0.0
    var β = 0.0
    var limited = 0
  }

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
    var report = StepReport(step: state.step, lambda: state.lambda)
    var sums = Sums()
    var blocks: [FactorBlock<Element>] = []
    for update in 0..<options.updates {
      report.figures["updates"] = Double(update)
      try drawBatches()
      let loss = objective.gradient(at: θ, on: .gradient, into: &gradient)
      let norm = gradient.norm
      guard loss.isFinite && norm.isFinite else {
        (report.loss, report.gradientNorm) = (loss, norm)
        return abandon(report, &θ)
      }
      let (averages, decomposes) = (update % options.factorUpdates == 0, update % options.basisUpdates == 0)
      let curvature =
        averages || decomposes || options.stepRule == .rescale ? objective.linearize(at: θ, on: .curvature) : nil
      if averages || decomposes, let curvature {
        guard let known = curvature as? any FactorStatistics<Element> else {
          report.outcome = .unsupported
          return report
        }
        if averages {
          blocks = known.factorStatistics()
          guard state.average(blocks, decay: options.factorDecay) else { return abandon(report, &θ) }
        }
        if decomposes {
          guard decompose(blocks, known) else { return abandon(report, &θ) }
        }
      }
      let rate = learningRate
      report.figures["learning_rate"] = rate
      switch options.stepRule {
      case .clip: clip(&θ, rate, norm, &sums)
      case .rescale:
        guard let curvature else { preconditionFailure("a rescaled update has a curvature") }
        let isMeasured = (update + 1) % options.lambdaUpdates == 0
        rescale(&θ, rate, curvature, &sums, &report) {
          isMeasured ? (loss, objective.loss(at: $0, on: .gradient)) : nil
        }
      }
      state.updates += 1
      sums.loss += loss
      sums.norm += norm
      report.figures["updates"] = Double(update + 1)
    }
    let count = Double(options.updates)
    (report.loss, report.gradientNorm) = (sums.loss / count, sums.norm / count)
    guard θ.isFinite && state.momentum.isFinite else { return abandon(report, &θ) }
    report.alpha = sums.α / count
    report.figures["momentum_factor"] = options.stepRule == .clip ? options.momentum : sums.β / count
    report.figures["limited"] = options.stepRule == .clip ? Double(sums.limited) / count : .nan
    start.scale(-1, adding: θ)  // θ − θ_0
    report.stepNorm = start.norm
    report.outcome = outcome(of: report, at: θ)
    return report
  }

  /// Decomposes the averages, and finds the diagonal that was chosen; returns whether there is one.
  private mutating func decompose(_ blocks: [FactorBlock<Element>], _ curvature: some FactorStatistics<Element>) -> Bool
  {
    var decay = Vector<Element>(count: gradient.count)
    curvature.addWeightDecay(to: &decay)
    guard let factored = try? FactoredCurvature(state.averaged(blocks), decay: decay) else { return false }
    self.factored = factored
    if options.diagonal == .sequences {
      guard let curvature = curvature as? any RotatedSquares<Element> else { return false }
      self.factored.replaceDiagonal { curvature.sampledSquares(in: $0, into: &$1) }
    }
    self.factored.damp(state.lambda, options.damping)
    return true
  }

  /// m ← μ m + g, u ← P m, θ ← θ − η c u with c = min(1, √(κ / (η₀² uᵀ m))).
  private mutating func clip(_ θ: inout Vector<Element>, _ rate: Double, _ norm: Double, _ sums: inout Sums) {
    if let clipNorm = options.clipNorm, norm > clipNorm { gradient.scale(clipNorm / norm) }
    state.momentum.scale(options.momentum, adding: gradient)
    factored.solve(state.momentum, into: &direction)
    // The limit goes by the rate before its schedule: with the present one it would take the decay back.
    let change = state.learningRate * state.learningRate * direction.dot(state.momentum)
    let limit = change > options.changeLimit ? (options.changeLimit / change).squareRoot() : 1
    if limit < 1 { sums.limited += 1 }
    θ.add(-rate * limit, direction)
    sums.α += rate * limit
  }

  /// δ ← α u + β δ with u = −P g, where α and β minimise the damped quadratic model; θ ← θ + δ. Now and then λ follows the
  /// reduction ratio, for which `losses` says the loss before and after.
  private mutating func rescale(
    _ θ: inout Vector<Element>, _ part: Double, _ curvature: some CurvatureOperator<Element>, _ sums: inout Sums,
    _ report: inout StepReport, losses: (Vector<Element>) -> (before: Double, after: Double)?
  ) {
    factored.solve(gradient, into: &direction)
    direction.scale(-1)
    let λ = state.lambda
    let plane = QuadraticPlane(
      curvature.forms(direction, state.momentum), damping: λ,
      products: QuadraticForms(
        uu: direction.dot(direction), uv: direction.dot(state.momentum), vv: state.momentum.dot(state.momentum)),
      slopes: (gradient.dot(direction), gradient.dot(state.momentum)), precision: Double(Element.ulpOfOne))
    state.momentum.scale(part * plane.β)
    state.momentum.add(part * plane.α, direction)
    θ.add(1, state.momentum)
    sums.α += part * plane.α
    sums.β += part * plane.β
    guard let (before, after) = losses(θ) else { return }
    report.quadratic = plane.value(atPart: part)
    report.rho = ReductionRatio(before: before, after: after, predicted: report.quadratic).value
    let next = rule.damping(after: λ, ratio: report.rho, stepFailed: false)
    guard next != λ else { return }
    state.lambda = next
    factored.damp(next, options.damping)
  }

  /// The part of the budget that a schedule goes by.
  public mutating func note(spent: Double) { self.spent = spent }

  /// λ grows by the damping rule, and the learning rate is halved, so many times over, where the run went back.
  public mutating func respond(to event: RunEvent) {
    state.lambda = rule.damping(after: state.lambda, event, initial: options.initialLambda)
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

  /// Back to where the step began.
  private mutating func abandon(_ report: StepReport, _ θ: inout Vector<Element>) -> StepReport {
    var report = report
    report.outcome = .notFinite
    θ.copy(start)
    state.forget()
    return report
  }
}
