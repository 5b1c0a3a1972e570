public import LinearAlgebra

/// Hessian-free optimization: each step minimises a damped quadratic model of the loss with conjugate gradients.
///
///     q(δ) = gᵀδ + ½ δᵀ(G + λI + λμ G_S) δ
///
/// Gradient, curvature, solve, backtracking over the iterates, line search, reduction ratio, damping: in this
/// order (Martens 2010; Martens & Sutskever 2011, 2012). A rejected step leaves the parameters as they were, to the bit.
/// All vectors are allocated by the initializer.
public struct HessianFreeOptimizer<Element: Scalar>: Optimizer {
  /// What was chosen.
  public let options: HessianFreeOptions
  /// What the next step needs to know. May be copied, and replaced by an earlier copy.
  public var state: HessianFreeState<Element>
  /// The solver, with the iterates and every q(δ_i) of the latest step.
  public private(set) var conjugateGradient: ConjugateGradient<Element>

  private let stationarity: Stationarity<Element>
  private let rule: any DampingRule
  private let search: any StepSearch
  private var descent: Vector<Element>  // b = −g
  private var comparison: Vector<Element>  // the gradient on the batch of ρ, or a product
  private var trial: Vector<Element>  // θ + αδ

  /// An optimizer before its first step.
  public init(parameterCount: Int, options: HessianFreeOptions = HessianFreeOptions()) {
    self.init(
      state: HessianFreeState(parameterCount: parameterCount, lambda: options.initialLambda), options: options)
  }

  /// An optimizer that continues from a state.
  public init(state: HessianFreeState<Element>, options: HessianFreeOptions = HessianFreeOptions()) {
    let count = state.direction.count
    precondition(state.lambda >= 0 && state.lambda.isFinite, "lambda is a number of at least 0, got \(state.lambda)")
    precondition(options.mu >= 0 && options.mu.isFinite, "mu is a number of at least 0, got \(options.mu)")
    stationarity = Stationarity(gradientTolerance: options.gradientTolerance)
    self.options = options
    self.state = state
    conjugateGradient = ConjugateGradient(count: count, options: options.conjugateGradient)
    rule = options.damping.rule(factor: options.dampingFactor)
    search = options.lineSearch.search
    descent = Vector(count: count)
    trial = Vector(count: count)
    let compares = options.reductionBatch != .gradient || options.reductionDenominator != .damped
    comparison = Vector(count: compares ? count : 0)
  }

  /// Draws the batches of all roles, then takes one step from θ, or leaves θ untouched and says why.
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    try drawBatches()
    precondition(
      θ.count == descent.count && objective.parameterCount == descent.count,
      "an optimizer of \(descent.count) parameters cannot step \(θ.count) parameters of an objective with \(objective.parameterCount)"
    )
    state.step += 1
    var report = StepReport(step: state.step, lambda: state.lambda, mu: options.mu)
    report.outcome = attempt(at: &θ, objective, &report)
    settle(report)
    return report
  }

  /// One step up to its outcome. θ changes only if that is ``StepOutcome/accepted``.
  private mutating func attempt<Model: Objective<Element>>(
    at θ: inout Vector<Element>, _ objective: Model, _ report: inout StepReport
  ) -> StepOutcome {
    report.warmStartHeld = state.holdsWarmStart && options.warmStart > 0
    report.loss = objective.gradient(at: θ, on: .gradient, into: &descent)
    report.gradientNorm = descent.norm
    descent.scale(-1)  // b ← −g
    guard report.loss.isFinite && report.gradientNorm.isFinite else { return .notFinite }
    if stationarity.isReached(by: report.gradientNorm, first: &state.firstGradientNorm) { return .converged }

    var reference = report.loss  // f(θ) on the batch of ρ
    if options.reductionBatch == .curvature {
      reference = objective.gradient(at: θ, on: .curvature, into: &comparison)
      comparison.add(1, descent)  // g_c − g
    }
    let curvature = objective.linearize(at: θ, on: .curvature)
    // What it is built from is of this step alone.
    var preconditioner: any Preconditioner<Element> = options.preconditioner.definition.make(count: θ.count)
    do throws(MissingAbility) {
      try preconditioner.prepare(for: curvature, damping: state.lambda, structuralWeight: state.lambda * options.mu)
    } catch {
      return .unsupported
    }
    solve(at: θ, objective, curvature, &preconditioner, &report)

    let iterates = conjugateGradient.iterates
    guard iterates.count > 0 else { return .solveFailed }
    let choice = Backtracking(
      over: iterates.count, visitsAll: options.conjugateGradient.heldOutPatience != nil
    ) { position in
      iterates[position].heldOutLoss
        ?? loss(at: θ, plus: 1, iterates[position].direction, objective, on: .backtracking)
    }
    let chosen = iterates[choice.position]
    let δ = chosen.direction
    report.cgChosen = chosen.iteration
    report.quadratic = chosen.quadratic
    let length = δ.norm
    guard chosen.quadratic < 0, length.isFinite else { return .solveFailed }
    if -chosen.quadratic < options.decreaseTolerance * report.loss.magnitude { return .converged }
    if options.stopsAtRounding, isLost(in: chosen, length, lossThere: choice.loss, from: θ, objective, report) {
      return .atRounding
    }

    let shared = objective.isSameBatch(options.reductionBatch.role, .backtracking)
    let after = shared ? choice.loss : loss(at: θ, plus: 1, δ, objective, on: options.reductionBatch.role)
    let predicted = prediction(of: chosen, curvature)
    report.rho = ReductionRatio(before: reference, after: after, predicted: predicted).value

    guard let α = stepLength(along: δ, from: θ, fullStep: choice.loss, objective, report) else {
      return search.failure
    }
    θ.add(α, δ)  // θ ← θ + α δ
    report.alpha = α
    report.stepNorm = α * length
    return .accepted
  }

  /// Whether a step is lost in the rounding of the parameters, or is promised less than that of the loss and does not
  /// lower it either: a loss that is computed more exactly than its elements goes on falling.
  private func isLost<Model: Objective<Element>>(
    in chosen: KeptIterate<Element>, _ length: Double, lossThere: Double, from θ: Vector<Element>, _ objective: Model,
    _ report: StepReport
  ) -> Bool {
    if Stationarity<Element>.isRounding(length, of: θ.norm) { return true }
    guard Stationarity<Element>.isRounding(-chosen.quadratic, of: report.loss) else { return false }
    let shared = objective.isSameBatch(.gradient, .backtracking)
    return !(lossThere < (shared ? report.loss : objective.loss(at: θ, on: .backtracking)))
  }

  /// Minimises q.
  private mutating func solve<Model: Objective<Element>>(
    at θ: Vector<Element>, _ objective: Model, _ curvature: Model.Curvature,
    _ preconditioner: inout any Preconditioner<Element>, _ report: inout StepReport
  ) {
    let λ = state.lambda
    let structuralWeight = λ * options.mu
    var point = Vector<Element>(count: 0)
    swap(&point, &trial)  // out of self for as long as the solver works in it
    let solution = conjugateGradient.solve(
      descent, from: state.holdsWarmStart ? state.direction : nil, scaledBy: options.warmStart,
      preconditioner: &preconditioner, fallbackLength: state.lastAcceptedLength ?? options.firstStepLength,
      heldOutLoss: { δ in
        point.copy(θ)
        point.add(1, δ)
        return objective.loss(at: point, on: .backtracking)
      },
      with: { v, product in
        curvature.product(v, structuralWeight: structuralWeight, into: &product)
        product.add(λ, v)  // A v ← (G + λμ G_S) v + λ v
      })
    swap(&point, &trial)
    report.cgOutcome = solution.outcome
    report.cgIterations = solution.iterations
    report.warmFactor = solution.warmFactor
    report.quadraticStart = solution.quadraticStart
  }

  /// f(θ + αδ) on the batch of `role`.
  private mutating func loss<Model: Objective<Element>>(
    at θ: Vector<Element>, plus α: Double, _ δ: Vector<Element>, _ objective: Model, on role: BatchRole
  ) -> Double {
    trial.copy(θ)
    trial.add(α, δ)
    return objective.loss(at: trial, on: role)
  }

  /// The decrease that ρ divides by: q(δ), its linear term moved to the batch of ρ, without damping if asked for.
  private mutating func prediction(
    of chosen: KeptIterate<Element>, _ curvature: some CurvatureOperator<Element>
  ) -> Double {
    let δ = chosen.direction
    let λ = state.lambda
    let shift = options.reductionBatch == .curvature ? comparison.dot(δ) : 0  // (g_c − g)ᵀδ
    switch options.reductionDenominator {
    case .damped: return chosen.quadratic + shift
    case .undamped where options.mu == 0 || λ == 0: return chosen.quadratic + shift - 0.5 * λ * δ.dot(δ)
    case .undamped:
      curvature.product(δ, structuralWeight: 0, into: &comparison)
      return shift - descent.dot(δ) + 0.5 * δ.dot(comparison)  // gᵀδ + ½ δᵀGδ
    }
  }

  /// α, or `nil` when the step is to be rejected.
  private mutating func stepLength<Model: Objective<Element>>(
    along δ: Vector<Element>, from θ: Vector<Element>, fullStep: Double, _ objective: Model, _ report: StepReport
  ) -> Double? {
    let shared = objective.isSameBatch(.gradient, .backtracking)
    return search.length(
      from: { shared ? report.loss : objective.loss(at: θ, on: .backtracking) }, slope: -descent.dot(δ),
      fullStep: fullStep
    ) { α in
      loss(at: θ, plus: α, δ, objective, on: .backtracking)
    }
  }

  /// λ after what has happened to the run, by the damping rule.
  public mutating func respond(to event: RunEvent) {
    state.lambda = rule.damping(after: state.lambda, event, initial: options.initialLambda)
  }

  /// Damping and warm start for the next step.
  private mutating func settle(_ report: StepReport) {
    guard !report.outcome.isFinal else { return }
    let rejected = report.outcome.isRejection
    let broken = report.cgOutcome?.isBreakdown ?? false
    state.lambda = rule.damping(after: state.lambda, ratio: report.rho, stepFailed: rejected || broken)
    if report.accepted { state.lastAcceptedLength = report.stepNorm }
    let last = conjugateGradient.iterates.last
    // A step against the gradient is no iterate of the system, and one that overflowed is not to be trusted.
    guard report.accepted, let last, last.iteration > 0 || report.warmFactor > 0, report.cgOutcome != .notFinite
    else { return state.forget() }
    state.direction.copy(last.direction)
    state.holdsWarmStart = true
  }
}
