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
  private var decay: Vector<Element>  // h, the gradient of the weight decay
  private var shift: Vector<Element>  // ϑ x
  private var trial: Vector<Element>
  private var step: Vector<Element>
  private var best: Vector<Element>

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
    (gradient, decay, shift) = (Vector(count: count), Vector(count: count), Vector(count: count))
    (trial, step, best) = (Vector(count: count), Vector(count: count), Vector(count: count))
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
    var report = StepReport(step: state.step, lambda: state.lambda)
    report.outcome = attempt(at: &θ, objective, &report)
    if !report.accepted {
      state.forget()
      state.lambda *= options.gridFactor
    }
    return report
  }

  private mutating func attempt<Model: Objective<Element>>(
    at θ: inout Vector<Element>, _ objective: Model, _ report: inout StepReport
  ) -> StepOutcome {
    let curvature = objective.linearize(at: θ, on: .curvature)
    guard let rows = (curvature as? any RowCurvature<Element>)?.rows() else { return .unsupported }
    report.figures["rows"] = Double(rows.jacobian.rows)
    report.loss = rows.loss
    fillGradient(at: θ, rows, curvature)
    report.gradientNorm = gradient.norm
    guard report.loss.isFinite && report.gradientNorm.isFinite else { return .notFinite }
    if stationarity.isReached(by: report.gradientNorm, first: &state.firstGradientNorm) { return .converged }

    shift.copy(state.direction)
    shift.scale(options.momentum)
    // The curvature of the weight decay counts for every parameter: it damps, and biases feel nothing of 1e-5.
    let system = DualSystem(rows, shift: shift, gradient: decay)
    let start = objective.loss(at: θ, on: .backtracking)
    let choice = search(system, from: θ, start, extra: rows.weightDecay, objective, &report)
    guard let choice, choice.loss < start else { return .lineSearchFailed }
    report.lambda = choice.lambda
    report.quadratic = choice.quadratic
    report.alpha = choice.α
    report.rho = ReductionRatio(before: start, after: choice.loss, predicted: choice.quadratic).value
    best.scale(choice.α)
    θ.add(1, best)
    state.direction.copy(best)
    state.lambda = choice.lambda
    report.stepNorm = best.norm
    let isLost = options.stopsAtRounding && Stationarity<Element>.isRounding(report.stepNorm, of: θ.norm)
    return isLost ? .atRounding : .accepted
  }

  /// g = J̃ᵀ r̃ / n + h, and h by itself.
  private mutating func fillGradient(
    at θ: Vector<Element>, _ rows: CurvatureRows<Element>, _ curvature: some CurvatureOperator<Element>
  ) {
    let product = Matrix<Element>(rows: 1, columns: θ.count)
    product.multiply(rows.residuals, rows.jacobian)
    gradient.copy(product.memory)
    gradient.scale(1 / rows.divisor)
    trial.fill(0)
    curvature.addWeightDecay(to: &trial)  // κ of each parameter
    decay.scale(0, adding: 1, times: trial, θ)
    gradient.add(1, decay)
  }

  /// A step of the grid.
  private struct Choice {
    let lambda: Double
    let loss: Double
    let quadratic: Double
    var α = 1.0
  }

  /// The step with the least loss on other sequences: λ and its neighbors, further where the best is at an end, then half of
  /// it. ``best`` holds its direction.
  private mutating func search<Model: Objective<Element>>(
    _ system: DualSystem<Element>, from θ: Vector<Element>, _ start: Double, extra κ: Double, _ objective: Model,
    _ report: inout StepReport
  ) -> Choice? {
    var found: [Int: Choice?] = [:]
    var chosen: (power: Int, choice: Choice)?
    var trials = 0
    func next() -> Int? {
      for power in [0, -1, 1] where found[power] == nil { return power }
      guard let chosen else { return options.reach > 1 && found[2] == nil ? 2 : nil }
      return [chosen.power - 1, chosen.power + 1].first { abs($0) <= options.reach && found[$0] == nil }
    }
    while let power = next() {
      let λ = state.lambda * powerOfGrid(power)
      var choice: Choice?
      if let quadratic = system.minimum(λ + κ, into: &step) {
        step.add(1, shift)
        trials += 1
        let loss = evaluate(1, step, from: θ, objective)
        if loss.isFinite { choice = Choice(lambda: λ, loss: loss, quadratic: quadratic) }
      }
      found[power] = .some(choice)
      if let choice, choice.loss < chosen?.choice.loss ?? .infinity {
        chosen = (power, choice)
        best.copy(step)
      }
    }
    if var choice = chosen?.choice {
      trials += 1
      let half = evaluate(0.5, best, from: θ, objective)
      if half < choice.loss {
        choice = Choice(lambda: choice.lambda, loss: half, quadratic: choice.quadratic * 0.75, α: 0.5)
      }
      report.figures["trials"] = Double(trials)
      return choice
    }
    report.figures["trials"] = Double(trials)
    return nil
  }

  private func powerOfGrid(_ power: Int) -> Double {
    let factor = Optimization.power(options.gridFactor, max(abs(power), 1))
    return power == 0 ? 1 : power > 0 ? factor : 1 / factor
  }

  private mutating func evaluate<Model: Objective<Element>>(
    _ α: Double, _ x: Vector<Element>, from θ: Vector<Element>, _ objective: Model
  ) -> Double {
    trial.copy(θ)
    trial.add(α, x)
    return objective.loss(at: trial, on: .backtracking)
  }

  /// λ grows where the run went back.
  public mutating func respond(to event: RunEvent) {
    switch event {
    case .overflow(let times), .growthTakenBack(let times):
      for _ in 0..<times { state.lambda *= options.gridFactor }
    case .growth: break
    }
  }
}
