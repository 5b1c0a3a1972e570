import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("A Hessian-free step in trouble")
struct HessianFreeTroubleTests {
  let n = 30
  let A: Dense.Matrix
  let b: [Double]
  let model: QuadraticObjective<Double>

  init() {
    A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 300), seed: 21)
    var random = TestGenerator(seed: 22)
    b = random.vector(n)
    model = QuadraticObjective(A, b)
  }

  func start() -> Vector<Double> { Vector(count: n) }

  @Test(
    "that is rejected leaves θ to the bit, clears the warm start and grows λ once", arguments: LineSearchKind.allCases)
  func rejected(kind: LineSearchKind) {
    var options = HessianFreeOptions()
    options.lineSearch = kind
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    optimizer.step(&θ, objective: model)
    #expect(optimizer.state.holdsWarmStart)
    let before = θ
    let length = optimizer.state.lastAcceptedLength
    model.bend = { θ, _, value in θ == before ? value : (kind == .none ? .infinity : value + 1e9) }
    let report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == (kind == .none ? .lossOverflowed : .lineSearchFailed))
    #expect(θ.elements.map(\.bitPattern) == before.elements.map(\.bitPattern))
    #expect(!optimizer.state.holdsWarmStart)
    #expect(optimizer.state.lambda == report.lambda * 1.5)
    #expect(optimizer.state.lastAcceptedLength == length)
    #expect(report.rho == -.infinity && report.alpha == 0 && report.stepNorm == 0)
    model.bend = nil
    #expect(optimizer.step(&θ, objective: model).quadraticStart == 0, "the next solve starts from zero")
  }

  @Test("without a line search has α = 1 whatever the loss does")
  func fullStep() {
    var options = HessianFreeOptions()
    options.lineSearch = .none
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    model.bend = { θ, _, value in θ.elements.norm == 0 ? value : 7 }
    let report = optimizer.step(&θ, objective: model)
    #expect(report.accepted && report.alpha == 1 && report.rho == -.infinity)
    #expect(optimizer.state.lambda == 1.5 * report.lambda)
    #expect(θ == optimizer.conjugateGradient.iterates.last!.direction)
  }

  @Test("shortened by the line search moves by αδ and keeps ρ at full length")
  func shortened() {
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    var trials = 0
    model.bend = { θ, role, value in
      guard role == .backtracking, θ.elements.norm > 0 else { return value }
      trials += 1
      return trials <= 4 ? 1 : value  // two iterates and two trials
    }
    let report = optimizer.step(&θ, objective: model)
    #expect(report.accepted)
    expectClose(report.alpha, 0.8 * 0.8 * 0.8, tolerance: 1e-15)
    let δ = optimizer.conjugateGradient.iterates.last!.direction
    var expected = start()
    expected.add(report.alpha, δ)
    #expect(θ == expected)
    expectClose(report.rho, Dense.quadratic(A, b, δ.elements) / report.quadratic, tolerance: 1e-12)
    expectClose(optimizer.state.lastAcceptedLength!, report.alpha * δ.norm, tolerance: 1e-14)
  }

  @Test("from a point where nothing is finite is refused", arguments: [Double.nan, .infinity])
  func startOverflows(value: Double) {
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    optimizer.step(&θ, objective: model)
    let before = θ
    model.bend = { _, _, _ in value }
    model.forget()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == .notFinite && θ == before)
    #expect(report.cgOutcome == nil && report.cgIterations == 0)
    #expect(optimizer.state.lambda == report.lambda * 1.5 && !optimizer.state.holdsWarmStart)
    #expect(model.losses.isEmpty && model.preparations.isEmpty)
  }

  @Test("at a stationary point changes nothing and says so")
  func converged() {
    let model = QuadraticObjective<Double>(A, Array(repeating: 0, count: n))
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == .converged && !report.accepted)
    #expect(optimizer.state.lambda == 0.1 && optimizer.state.step == 1)
    #expect(report.remarks == [StepOutcome.converged.explanation])
  }

  @Test("whose ρ is not a number is taken where the line search allows, and λ grows")
  func ratioIsNotANumber() {
    model.bend = { θ, role, value in role == .gradient && θ.elements.norm > 0 ? .nan : value }
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.accepted && report.rho.isNaN)
    #expect(optimizer.state.lambda == 1.5 * report.lambda)
    #expect(report.remarks.contains { $0.contains("not a number") })
  }

  @Test("with a NaN in the curvature is rejected if that is all there is, else shortened to what is good")
  func curvatureOverflows() {
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    model.spoil = { $0[0] = .nan }
    var report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == .solveFailed && report.cgOutcome == .notFinite && θ == start())
    #expect(optimizer.state.lambda == report.lambda * 1.5 && !optimizer.state.holdsWarmStart)

    var calls = 0
    model.spoil = { product in
      calls += 1
      if calls > 6 { product[0] = .infinity }
    }
    report = optimizer.step(&θ, objective: model)
    #expect(report.accepted && report.cgOutcome == .notFinite && report.cgIterations == 6)
    #expect(θ.isFinite && !optimizer.state.holdsWarmStart)
    #expect(optimizer.state.lambda == report.lambda * 1.5, "whatever ρ was")
  }

  @Test("against negative curvature starts at the length of the last accepted step")
  func negativeCurvature() {
    let model = QuadraticObjective<Double>([[-5, 0], [0, -5]], [3, 4])
    var options = HessianFreeOptions()
    options.firstStepLength = 0.5
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: 2, options: options)
    var θ = Vector<Double>(count: 2)
    var report = optimizer.step(&θ, objective: model)
    #expect(report.cgOutcome == .nonPositiveCurvature && report.accepted)
    expectClose(θ.elements, [0.3, 0.4], tolerance: 1e-15)
    #expect(optimizer.state.lambda == report.lambda * 1.5, "although ρ was good")
    #expect(report.rho > 0.75)
    #expect(!optimizer.state.holdsWarmStart, "a step against the gradient is no iterate of the system")
    optimizer.state.lastAcceptedLength = 2
    report = optimizer.step(&θ, objective: model)
    expectClose(report.stepNorm, 2, tolerance: 1e-14)
    #expect(report.remarks.contains { $0.contains("negative curvature") })
  }
}
