import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("L-BFGS")
struct LBFGSTests {
  private func options(memory: Int) -> LBFGSOptions {
    var options = LBFGSOptions()
    options.memory = memory
    return options
  }

  /// H g with the matrix H written out: H ← (I − s yᵀ/sᵀy) H (I − y sᵀ/sᵀy) + s sᵀ/sᵀy over all pairs, from
  /// H = (sᵀy/yᵀy) I of the last one.
  private func dense(_ state: LBFGSState<Double>, _ g: [Double]) -> [Double] {
    let pairs = zip(state.steps, state.differences).map { ($0.elements, $1.elements) }
    guard let (s, y) = pairs.last else { return g }
    let n = g.count
    var H = (0..<n).map { i in (0..<n).map { i == $0 ? s.dot(y) / y.dot(y) : 0 } }
    for (s, y) in pairs {
      let ρ = 1 / s.dot(y)
      let V = (0..<n).map { i in (0..<n).map { (i == $0 ? 1 : 0) - ρ * y[i] * s[$0] } }
      let VHV = Orthogonal.product(Orthogonal.product(Orthogonal.transposed(V), H), V)
      H = (0..<n).map { i in (0..<n).map { VHV[i][$0] + ρ * s[i] * s[$0] } }
    }
    return Dense.apply(H, g)
  }

  @Test("takes the steps of the matrix that it stands for, and remembers so many pairs", arguments: [1, 2, 5, 30])
  func directions(memory: Int) {
    let model = LogisticRegression<Double>(count: 60, features: 7, decay: 0.01, seed: 4)
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 7, options: options(memory: memory))
    var θ = Vector<Double>(count: 7)
    var g = Vector<Double>(count: 7)
    for step in 1...8 {
      let (before, state) = (θ, optimizer.state)
      _ = model.gradient(at: θ, on: .gradient, into: &g)
      let report = optimizer.step(&θ, objective: model)
      #expect(report.accepted && report.figures["pairs"] == Double(min(step - 1, memory)))
      let expected = dense(state, g.elements).scaled(-report.alpha)
      expectClose(
        θ.elements.adding(-1, before.elements), expected, relative: 1e-10, floor: 1e-9, "step \(step)")
      expectClose(report.stepNorm, expected.norm, tolerance: 1e-10 * expected.norm)
      // The pair is that of this batch.
      let last = optimizer.state.steps.count - 1
      expectClose(optimizer.state.steps[last].elements, expected, relative: 1e-10, floor: 1e-9, "s")
      let start = g.elements
      _ = model.gradient(at: θ, on: .gradient, into: &g)
      expectClose(
        optimizer.state.differences[last].elements, g.elements.adding(-1, start), relative: 1e-9, floor: 1e-9, "y")
    }
    #expect(optimizer.state.pairs == min(8, memory))
  }

  @Test("reaches minima to the rounding, in both precisions")
  func minima() {
    check(Double.self, loss: 1e-20)
    check(Float.self, loss: 1e-6)
  }

  private func check<Element: Scalar>(_: Element.Type, loss: Double) {
    var optimizer = LBFGSOptimizer<Element>(parameterCount: 2, options: options(memory: 10))
    var θ = Vector<Element>([-1.2, 1])
    let objective = Rosenbrock<Element>()
    var outcome = StepOutcome.accepted
    for _ in 0..<200 where !outcome.isFinal && outcome != .lineSearchFailed {
      outcome = optimizer.step(&θ, objective: objective).outcome
    }
    #expect(objective.loss(at: θ, on: .gradient) < loss, "\(θ.elements) of \(Element.self)")
    #expect(optimizer.steps < 80)

    let n = 20
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 100), seed: 5)
    let b = (0..<n).map { Double($0 % 7) - 3 }
    var quadratic = LBFGSOptimizer<Element>(parameterCount: n, options: options(memory: 20))
    var x = Vector<Element>(count: n)
    let model = QuadraticObjective<Element>(A, b)
    outcome = .accepted
    for _ in 0..<200 where !outcome.isFinal && outcome != .lineSearchFailed {
      outcome = quadratic.step(&x, objective: model).outcome
    }
    #expect(quadratic.steps < 100)
    let tolerance = Element.self == Float.self ? 2e-3 : 1e-6
    expectClose(x.elements.map { Double($0) }, Dense.solve(A, b), tolerance: tolerance, "\(Element.self)")
  }

  @Test("keeps no pair without positive curvature, and steps along the gradient")
  func concave() {
    // f = −½ ‖x‖² over a ball: every difference points against its step.
    let objective = ScriptedObjective<Double>(2) { _, θ, g in
      g.copy(θ)
      g.scale(-1)
      return -0.5 * θ.dot(θ)
    }
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 2, options: LBFGSOptions())
    var θ = Vector<Double>([3e-8, 4e-8])
    for _ in 0..<3 {
      let before = θ
      let report = optimizer.step(&θ, objective: objective)
      #expect(report.accepted && optimizer.state.pairs == 0)
      let step = θ.elements.adding(-1, before.elements)
      expectClose(step.dot(before.elements), step.norm * before.norm, tolerance: 1e-12 * step.norm * before.norm)
    }
  }

  @Test("does not step uphill: pairs that would lead there are dropped for the gradient")
  func uphill() {
    let model = QuadraticObjective<Double>([[2, 0], [0, 1]], [1, 1])
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 2, options: LBFGSOptions())
    optimizer.state.steps = [Vector([1, 0.5])]
    optimizer.state.differences = [Vector([-1, -0.5])]
    var θ = Vector<Double>([2, 3])
    let report = optimizer.step(&θ, objective: model)
    #expect(report.accepted && optimizer.state.pairs == 1)
    // Along −g = (−3, −2), not along g.
    #expect(θ[0] < 2 && θ[1] < 3)
    expectClose(2 * (2 - θ[0]), 3 * (3 - θ[1]), tolerance: 1e-12)
    for pair in zip(optimizer.state.steps, optimizer.state.differences) { #expect(pair.0.dot(pair.1) > 0) }
  }

  @Test("leaves θ to the bit where no length lowers the loss, and drops the pairs")
  func searchFails() {
    var losses = 0.0
    var rises = false
    let model = QuadraticObjective<Double>([[2, 0], [0, 1]], [1, 1])
    model.bend = { _, _, value in
      losses += 1
      return rises ? 10 * losses : value
    }
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 2, options: LBFGSOptions())
    var θ = Vector<Double>([2, 3])
    #expect(optimizer.step(&θ, objective: model).accepted && optimizer.state.pairs == 1)
    let before = θ
    rises = true
    let report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == .lineSearchFailed)
    #expect(θ == before && optimizer.state.pairs == 0)
    #expect(report.figures == ["pairs": 1, "search_trials": 25] && report.stepNorm == 0)
    rises = false
    #expect(optimizer.step(&θ, objective: model).accepted)
  }

  @Test(
    "refuses a loss or a gradient that is not finite, and shortens trials that are not",
    arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let model = QuadraticObjective<Double>([[2, 0], [0, 1]], [1, 1])
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 2, options: LBFGSOptions())
    var θ = Vector<Double>([2, 3])
    // Beyond a wall near θ there are no numbers.
    model.bend = { θ, _, loss in θ[0] < 1.99 ? value : loss }
    let near = optimizer.step(&θ, objective: model)
    #expect(near.accepted && θ[0] >= 1.99 && θ[0] < 2)
    let before = θ
    model.bend = { _, _, _ in value }
    #expect(optimizer.step(&θ, objective: model).outcome == .notFinite && θ == before && optimizer.state.pairs == 0)
    let gradient = ScriptedObjective<Double>(2) { _, _, g in
      g[0] = value
      return 1
    }
    #expect(optimizer.step(&θ, objective: gradient).outcome == .notFinite && θ == before)
  }

  @Test("finds a stationary point at once; where the run went back the first trial is shorter")
  func ends() {
    let model = QuadraticObjective<Double>([[2, 0], [0, 1]], [1, 1])
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 2, options: LBFGSOptions())
    var minimum = Vector<Double>([0.5, 1])
    #expect(optimizer.step(&minimum, objective: model).outcome == .converged && minimum == Vector([0.5, 1]))
    let line = ScriptedObjective<Double>(1) { n, θ, g in
      g[0] = n % 2 == 0 ? -4 : 0
      return -4 * θ[0]
    }
    func first(_ event: RunEvent?) -> Double {
      var optimizer = LBFGSOptimizer<Double>(parameterCount: 1, options: LBFGSOptions())
      if let event { optimizer.respond(to: event) }
      var θ = Vector<Double>([0])
      optimizer.step(&θ, objective: line)
      return θ[0]
    }
    // α = 1/4 along 4.
    #expect(first(nil) == 1 && first(.growth) == 1)
    #expect(first(.overflow(times: 1)) == 0.5 && first(.growthTakenBack(times: 2)) == 0.25)
  }

  @Test("continues to the bit from a state that has been written and read")
  func continuation() throws {
    let model = LogisticRegression<Float>(count: 80, features: 5, decay: 0.01, seed: 4)
    var optimizer = LBFGSOptimizer<Float>(parameterCount: 5, options: options(memory: 2))
    var θ = Vector<Float>(count: 5)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }
    let state = try JSONDecoder().decode(LBFGSState<Float>.self, from: JSONEncoder().encode(optimizer.state))
    #expect(state == optimizer.state && state.pairs == 2)
    var continued = LBFGSOptimizer<Float>(parameterCount: 5, options: options(memory: 2))
    continued.state = state
    var θ2 = θ
    for _ in 0..<3 {
      let (one, other) = (optimizer.step(&θ, objective: model), continued.step(&θ2, objective: model))
      #expect(one.loss == other.loss && one.alpha == other.alpha && one.figures == other.figures)
    }
    #expect(θ == θ2 && optimizer.state == continued.state)
  }
}
