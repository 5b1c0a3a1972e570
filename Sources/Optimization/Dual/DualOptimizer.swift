internal import Foundation
public import LinearAlgebra

/// The exact damped Gauss-Newton step of a batch of few sequences, found in the space of its residuals.
///
/// Rows of the curvature, the step for each λ of a grid, the loss of each on other sequences, the best of them: in this order. There
/// is no reduction ratio: λ is chosen by the loss itself. A refused step leaves the parameters as they were, to the bit.
public struct DualOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen.
  public let options: DualOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: DualState<Element>

  private let stationarity: Stationarity<Element>
  private var gradient: Vector<Element>
  private var decay: Vector<Element>  // κ of each parameter
  /// h, what rows leave of the gradient: that of the weight decay, and of sequences without rows.
  private var remainder: Vector<Element>
  private var shift: Vector<Element>  // ϑ x
  private var trial: Vector<Element>
  private var step: Vector<Element>
  private var best: Vector<Element>
  private var other: Vector<Element>

  /// An optimizer before its first step.
  public init(parameterCount: Int, options: DualOptions = DualOptions()) {
    self.init(state: DualState(parameterCount: parameterCount, lambda: options.initialLambda), options: options)
  }

  /// An optimizer that continues from a state.
  public init(state: DualState<Element>, options: DualOptions) {
    if let fault = options.fault {
      preconditionFailure("\(fault.name) should be \(fault.expected), got \(fault.found)")
    }
    let count = state.direction.count
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    self.options = options
    self.state = state
    (gradient, decay, remainder) = (Vector(count: count), Vector(count: count), Vector(count: count))
    (shift, trial) = (Vector(count: count), Vector(count: count))
    (step, best, other) = (Vector(count: count), Vector(count: count), Vector(count: count))
  }

  /// Draws the batches, then takes one step from θ, or leaves θ untouched and says why.
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    try drawBatches()
    precondition(
      θ.count == gradient.count && objective.parameterCount == gradient.count,
      "an optimizer of \(gradient.count) parameters cannot step \(θ.count) parameters of an objective with \(objective.parameterCount)"
    )
    state.step += 1
    if wantsLargerBatches { state.overfitted = 0 }
    var report = StepReport(step: state.step, lambda: state.lambda)
    report.figures = ["rows": 0, "trials": 0]
    report.outcome = attempt(at: &θ, objective, &report)
    let reach = power(options.gridFactor, options.reach)
    if report.outcome.isRejection { state.lambda *= reach }
    if report.outcome == .accepted || report.outcome == .lineSearchFailed { judge(report) }
    // On a plateau it is chance that refuses a step: λ does not run away from what it was.
    if let usual = state.usualLambda { state.lambda = min(state.lambda, usual * reach) }
    return report
  }

  private mutating func attempt<Model: Objective<Element>>(
    at θ: inout Vector<Element>, _ objective: Model, _ report: inout StepReport
  ) -> StepOutcome {
    // Where the rows are those of some sequences only, the gradient is that of all.
    let isOfRows = objective.isSameBatch(.gradient, .curvature)
    if !isOfRows { report.loss = objective.gradient(at: θ, on: .gradient, into: &gradient) }
    let curvature = objective.linearize(at: θ, on: .curvature)
    let whitening = Whitening(
      of: curvature, weight: options.mu, count: θ.count, isRotated: options.metric == .rotated)
    guard
      let rows = (curvature as? any RowCurvature<Element>)?.rows(in: whitening, perSequence: options.rowsPerSequence)
    else { return .unsupported }
    report.figures["rows"] = Double(rows.count)
    if isOfRows { report.loss = rows.loss }
    fillGradient(at: θ, rows, curvature, whitening, isOfRows: isOfRows)
    report.gradientNorm = gradient.norm
    guard report.loss.isFinite && report.gradientNorm.isFinite else { return .notFinite }
    if stationarity.isReached(by: report.gradientNorm, first: &state.firstGradientNorm) { return .converged }

    // The curvature of the weight decay counts for every parameter: it damps, and biases feel nothing of 1e-5.
    let κ = rows.weightDecay
    shift.copy(state.direction)
    shift.scale(options.momentum)
    let system = DualSystem(rows, in: whitening, shift: shift, gradient: remainder)
    let start = objective.loss(at: θ, on: .backtracking)
    var choice = search(system, from: θ, start, extra: κ, objective, &report)
    let nearlyHighest = 0.999 * state.lambda * power(options.gridFactor, options.reach)
    if shift.norm > 0, choice.map({ $0.loss >= start || $0.lambda > nearlyHighest }) ?? true {
      // No λ makes up for a momentum that leads astray: the same rows without it.
      shift.fill(0)
      system.dropShift()
      other.copy(best)
      let plain = search(system, from: θ, start, extra: κ, objective, &report)
      if let first = choice, first.loss <= plain?.loss ?? .infinity { best.copy(other) } else { choice = plain }
    }
    guard let choice, choice.loss < start else { return .lineSearchFailed }
    best.scale(choice.α)
    report.lambda = choice.lambda
    report.alpha = choice.α
    report.stepNorm = best.norm
    report.quadratic = predictedChange(system)
    report.rho = ReductionRatio(before: start, after: choice.loss, predicted: report.quadratic).value
    θ.add(1, best)
    state.direction.copy(best)
    state.lambda = choice.lambda
    let isLost = options.stopsAtRounding && Stationarity<Element>.isRounding(report.stepNorm, of: θ.norm)
    return isLost ? .atRounding : .accepted
  }

  /// g = J̃ᵀ r̃ / n + h, unless there is one that rows did not make, and h = g − J̃ᵀ r̃ / n by itself.
  private mutating func fillGradient(
    at θ: Vector<Element>, _ rows: any CurvatureRows<Element>, _ curvature: some CurvatureOperator<Element>,
    _ whitening: Whitening<Element>?, isOfRows: Bool
  ) {
    decay.fill(0)
    curvature.addWeightDecay(to: &decay)
    rows.combine(rows.residuals, into: &other)
    other.scale(1 / rows.divisor)
    whitening?.undo(&other, of: .gradient)
    if isOfRows {
      remainder.fill(0)
      remainder.scale(0, adding: 1, times: decay, θ)
      gradient.copy(other)
      gradient.add(1, remainder)
    } else {
      remainder.copy(gradient)
      remainder.add(-1, other)
    }
  }

  /// What the undamped quadratic model of the rows makes of ``best``.
  private mutating func predictedChange(_ system: DualSystem<Element>) -> Double {
    trial.fill(0)
    trial.scale(0, adding: 1, times: decay, best)
    return system.change(along: best) + remainder.dot(best) + 0.5 * trial.dot(best)
  }

  /// A step of the grid.
  private struct Choice {
    let lambda: Double
    var loss: Double
    var α = 1.0
  }

  /// The step with the least loss on other sequences: that of λ, then of smaller ones for as long as they do better, of
  /// larger ones otherwise, at least until one does better than no step; then half of it. ``best`` holds its direction.
  private mutating func search<Model: Objective<Element>>(
    _ system: DualSystem<Element>, from θ: Vector<Element>, _ start: Double, extra κ: Double, _ objective: Model,
    _ report: inout StepReport
  ) -> Choice? {
    var chosen: Choice?
    var trials = 0
    defer { report.figures["trials", default: 0] += Double(trials) }
    /// Whether a λ does better than those before it.
    func improves(_ optimizer: inout Self, _ λ: Double) -> Bool {
      guard system.minimum(λ + κ, into: &optimizer.step) else { return false }
      optimizer.step.add(1, optimizer.shift)
      trials += 1
      let loss = optimizer.loss(1, optimizer.step, from: θ, objective)
      guard loss < chosen?.loss ?? .infinity else { return false }
      chosen = Choice(lambda: λ, loss: loss)
      optimizer.best.copy(optimizer.step)
      return true
    }
    func isBetterThanNone() -> Bool { chosen.map { $0.loss < start } ?? false }
    let middle = improves(&self, state.lambda)
    var λ = state.lambda
    var isDown = false
    for _ in 0..<options.reach {
      λ /= options.gridFactor
      guard middle, improves(&self, λ) else { break }
      isDown = true
    }
    λ = state.lambda
    for _ in 0..<options.reach where !isDown || !isBetterThanNone() {
      λ *= options.gridFactor
      guard improves(&self, λ) || !isBetterThanNone() else { break }
    }
    guard var choice = chosen else { return nil }
    trials += 1
    let half = loss(0.5, best, from: θ, objective)
    if half < choice.loss { (choice.loss, choice.α) = (half, 0.5) }
    return choice
  }

  private mutating func loss<Model: Objective<Element>>(
    _ α: Double, _ x: Vector<Element>, from θ: Vector<Element>, _ objective: Model
  ) -> Double {
    trial.copy(θ)
    trial.add(α, x)
    return objective.loss(at: trial, on: .backtracking)
  }

  /// Counts the steps that gained little on other sequences of what they gained on their own, or had to be short to gain
  /// anything: where most sequences are right, those that are not are few, and a batch has to be large to have some of them.
  private mutating func judge(_ report: StepReport) {
    let usual = state.usualLambda ?? report.lambda
    // The first steps find out what is usual.
    let isShort = state.step > Self.settling && report.lambda > options.shortness * usual
    let isOverfitted = !report.accepted || report.rho < options.overfitting || isShort
    state.overfitted = isOverfitted ? state.overfitted + 1 : max(0, state.overfitted - 1)
    if report.accepted { state.usualLambda = exp(0.9 * log(usual) + 0.1 * log(report.lambda)) }
  }

  /// Whether several steps have gained little on other sequences, or had to be short.
  public var wantsLargerBatches: Bool { state.overfitted >= Self.patience }

  /// Over-fitted steps, less those that were not, after which larger batches are asked for.
  public static var patience: Int { 3 }

  /// Steps before λ has a usual size.
  private static var settling: Int { 10 }

  /// λ grows where the run went back, and is what it was in the mean where the length grows: what has become small to fit short
  /// sequences is too small for long ones.
  public mutating func respond(to event: RunEvent) {
    switch event {
    case .overflow(let times), .growthTakenBack(let times): state.lambda *= power(options.gridFactor, times)
    case .growth: state.lambda = max(state.lambda, state.usualLambda ?? state.lambda)
    }
  }
}
