internal import LinearAlgebra

/// Updates along the gradient, solved with running averages of A ⊗ G in place of the curvature (K-FAC).
///
/// Gradient, statistics, decomposition, update: in this order. Statistics and decompositions are counted from the first
/// update of a step, which has both: a run that goes on from a state is the run that was not broken off. What the rule needs
/// of the curvature comes from the curvature batch: factors, and the quadratic model of `rescale`.
struct KroneckerFactoredRule<Element: Scalar>: UpdateRule {
  private let options: KroneckerFactoredOptions
  private let dampingRule: any DampingRule
  private let count: Int
  private var room: Room?

  init(options: KroneckerFactoredOptions, count: Int) {
    self.options = options
    self.count = count
    dampingRule = options.lambdaRule.rule(factor: options.lambdaFactor)
  }

  /// What a step works in, and what its updates add up to.
  private struct Room {
    var factored: FactoredCurvature<Element>
    var direction: Vector<Element>  // u
    var blocks: [FactorBlock<Element>] = []
    var updates = 0
    var α = 0.0
    var β = 0.0
    var limited = 0
    var quadratic = Double.nan
    var ρ = Double.nan

    init(count: Int) {
      factored = .failed(count: count)
      direction = Vector(count: count)
    }
  }

  /// The quadratic model says how far `rescale` goes.
  var clips: Bool { options.stepRule == .clip }

  /// λ
  private func damping(_ state: FirstOrderState<Element>) -> Double { state.lambda ?? options.initialLambda }

  mutating func begin() { room = Room(count: count) }
  mutating func end() { room = nil }

  mutating func move<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, _ update: Update, of objective: Model,
    _ state: inout FirstOrderState<Element>
  ) -> StepOutcome? {
    guard var room else { preconditionFailure("a rule moves between begin and end") }
    self.room = nil  // its vectors are to be written in place
    defer { self.room = room }
    let (averages, decomposes) = (
      update.index % options.factorUpdates == 0, update.index % options.basisUpdates == 0
    )
    let curvature =
      averages || decomposes || options.stepRule == .rescale ? objective.linearize(at: θ, on: .curvature) : nil
    if averages || decomposes, let curvature {
      guard let known = curvature as? any FactorStatistics<Element> else { return .unsupported }
      if averages {
        guard let blocks = blocks(of: known) else { return .unsupported }
        room.blocks = blocks
        guard state.average(blocks, decay: options.factorDecay) else { return .notFinite }
      }
      if decomposes {
        guard let factored = factored(room.blocks, known, state) else { return .notFinite }
        room.factored = factored
      }
    }
    room.updates += 1
    switch options.stepRule {
    case .clip: clip(&θ, gradient, update.rate, &state, &room)
    case .rescale:
      guard let curvature else { preconditionFailure("a rescaled update has a curvature") }
      let isMeasured = (update.index + 1) % options.lambdaUpdates == 0
      let plane = rescale(&θ, gradient, update.rate, curvature, &state, &room)
      guard isMeasured else { break }
      room.quadratic = plane.value(atPart: update.rate)
      let after = objective.loss(at: θ, on: .gradient)
      guard follow(update.loss, after, &state, &room) else { return .notFinite }
    }
    return nil
  }

  /// The factors of a curvature, with those of one step and the next where steps are a chain; `nil` where it has none.
  private func blocks(of curvature: some FactorStatistics<Element>) -> [FactorBlock<Element>]? {
    switch options.steps {
    case .independent: curvature.factorStatistics()
    case .chain: (curvature as? any LaggedFactorStatistics<Element>)?.laggedFactorStatistics()
    }
  }

  /// Decomposes the averages, and finds the diagonal that was chosen; `nil` where there is none.
  private func factored(
    _ blocks: [FactorBlock<Element>], _ curvature: some FactorStatistics<Element>, _ state: FirstOrderState<Element>
  ) -> FactoredCurvature<Element>? {
    var decay = Vector<Element>(count: count)
    curvature.addWeightDecay(to: &decay)
    do {
      let averages = state.averaged(blocks)
      var factored = try FactoredCurvature(
        options.blocks == .gate ? averages : averages.flatMap(\.separated), decay: decay)
      try factored.damp(damping(state), options.damping)
      guard options.diagonal == .sequences else { return factored }
      guard let curvature = curvature as? any RotatedSquares<Element> else { return nil }
      factored.replaceDiagonal { curvature.sampledSquares(in: $0, into: &$1) }
      try factored.damp(damping(state), options.damping)
      return factored
    } catch {
      return nil
    }
  }

  /// m ← μ m + g, u ← P m, θ ← θ − η c u with c = min(1, √(κ / (η₀² uᵀ m))).
  private func clip(
    _ θ: inout Vector<Element>, _ gradient: Vector<Element>, _ rate: Double, _ state: inout FirstOrderState<Element>,
    _ room: inout Room
  ) {
    state.firstMoment.scale(options.momentum, adding: gradient)
    room.factored.solve(state.firstMoment, into: &room.direction)
    // The limit goes by the rate before its schedule: with the present one it would take the decay back.
    let change = state.learningRate * state.learningRate * room.direction.dot(state.firstMoment)
    let limit = change > options.changeLimit ? (options.changeLimit / change).squareRoot() : 1
    if limit < 1 { room.limited += 1 }
    θ.add(-rate * limit, room.direction)
    room.α += rate * limit
  }

  /// δ ← α u + β δ with u = −P g, where α and β minimise the damped quadratic model; θ ← θ + a part of δ.
  private func rescale(
    _ θ: inout Vector<Element>, _ gradient: Vector<Element>, _ part: Double,
    _ curvature: some CurvatureOperator<Element>, _ state: inout FirstOrderState<Element>, _ room: inout Room
  ) -> QuadraticPlane {
    room.factored.solve(gradient, into: &room.direction)
    room.direction.scale(-1)
    let plane = plane(gradient, room.direction, state.firstMoment, curvature, damping: damping(state))
    state.firstMoment.scale(part * plane.β)
    state.firstMoment.add(part * plane.α, room.direction)
    θ.add(1, state.firstMoment)
    room.α += part * plane.α
    room.β += part * plane.β
    return plane
  }

  /// The quadratic model over the plane of u and v.
  private func plane(
    _ gradient: Vector<Element>, _ u: Vector<Element>, _ v: Vector<Element>,
    _ curvature: some CurvatureOperator<Element>, damping λ: Double
  ) -> QuadraticPlane {
    QuadraticPlane(
      curvature.forms(u, v), damping: λ, products: QuadraticForms(uu: u.dot(u), uv: u.dot(v), vv: v.dot(v)),
      slopes: (gradient.dot(u), gradient.dot(v)), precision: Double(Element.ulpOfOne))
  }

  /// Lets λ follow the reduction ratio; returns whether the curvature can be damped by it.
  private func follow(
    _ before: Double, _ after: Double, _ state: inout FirstOrderState<Element>, _ room: inout Room
  ) -> Bool {
    room.ρ = ReductionRatio(before: before, after: after, predicted: room.quadratic).value
    let λ = damping(state)
    let next = dampingRule.damping(after: λ, ratio: room.ρ, stepFailed: false)
    guard next != λ else { return true }
    state.lambda = next
    return (try? room.factored.damp(next, options.damping)) != nil
  }

  func describe(_ report: inout StepReport) {
    guard let room else { return }
    let count = Double(room.updates)
    let isClip = options.stepRule == .clip
    report.alpha = room.α / count
    (report.quadratic, report.rho) = (room.quadratic, room.ρ)
    report.figures["momentum_factor"] = isClip ? options.momentum : room.β / count
    report.figures["limited"] = isClip ? Double(room.limited) / count : .nan
  }

  func respond(to event: RunEvent, _ state: inout FirstOrderState<Element>) {
    state.lambda = dampingRule.damping(after: damping(state), event, initial: options.initialLambda)
  }
}
