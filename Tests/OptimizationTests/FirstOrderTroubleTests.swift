import Foundation
import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("A step of a first-order method")
struct FirstOrderTroubleTests {
  private func optimizer<Element: Scalar>(
    _ method: FirstOrderMethod, _ count: Int = 2,
    _ change: (inout FirstOrderOptions) -> Void = { _ in }
  ) -> FirstOrderOptimizer<Element> {
    var options = FirstOrderOptions(method)
    options.updates = 4
    change(&options)
    return FirstOrderOptimizer(parameterCount: count, options: options)
  }

  enum Trouble: CaseIterable { case loss, nanLoss, gradient, nanGradient }

  @Test(
    "that meets a loss or a gradient that is not finite leaves θ as it was and lets the moments begin anew",
    arguments: FirstOrderMethod.allCases, Trouble.allCases)
  func overflow(method: FirstOrderMethod, trouble: Trouble) {
    var optimizer: FirstOrderOptimizer<Double> = optimizer(method)
    let objective = ScriptedObjective<Double>(2) { call, _, gradient in
      gradient.copy(Vector([1, -2]))
      guard call == 6 else { return 1 }
      switch trouble {
      case .loss: return .infinity
      case .nanLoss: return .nan
      case .gradient: gradient[1] = -.infinity
      case .nanGradient: gradient[0] = .nan
      }
      return 1
    }
    var θ = Vector([0.5, 0.25])
    let first = optimizer.step(&θ, objective: objective)
    #expect(first.accepted && first.firstOrder?.updates == 4)
    let before = θ
    let report = optimizer.step(&θ, objective: objective)
    #expect(report.outcome == .notFinite && report.step == 2 && report.firstOrder?.updates == 2)
    #expect(report.remarks == [StepOutcome.notFinite.explanation])
    #expect(report.stepNorm == 0 && !(report.loss.isFinite && report.gradientNorm.isFinite))
    #expect(θ == before && objective.gradients == 7)
    var state = FirstOrderState<Double>(parameterCount: 2, options: FirstOrderOptions(method))
    (state.step, state.updates, state.firstGradientNorm) = (2, 6, first.gradientNorm)
    #expect(optimizer.state == state)
    // It goes on as if it began.
    let third = optimizer.step(&θ, objective: objective)
    #expect(third.accepted && optimizer.state.momentUpdates == 4 && optimizer.state.updates == 10)
    expectClose(third.stepNorm, first.stepNorm, tolerance: 1e-12)
  }

  @Test("whose moments overflow is taken back, though every gradient was finite")
  func momentsOverflow() {
    for method in [FirstOrderMethod.adam, .rmsprop] {
      var optimizer: FirstOrderOptimizer<Float> = optimizer(method) { $0.clipNorm = nil }
      let objective = ScriptedObjective<Float>(2) { _, _, gradient in
        gradient.fill(1e25)
        return 1
      }
      var θ = Vector<Float>([1, 2])
      #expect(optimizer.step(&θ, objective: objective).outcome == .notFinite)
      #expect(θ == Vector([1, 2]) && optimizer.state.secondMoment.isFinite)
    }
  }

  @Test("whose parameters overflow is taken back")
  func parametersOverflow() {
    var optimizer: FirstOrderOptimizer<Float> = optimizer(.sgd) { ($0.learningRate, $0.updates) = (1e38, 1) }
    let objective = ScriptedObjective<Float>(2) { _, _, gradient in
      gradient.fill(0.7)
      return 1
    }
    var θ = Vector<Float>([-3e38, 2])
    let report = optimizer.step(&θ, objective: objective)
    #expect(report.outcome == .notFinite && report.firstOrder?.updates == 1)
    #expect(θ == Vector([-3e38, 2]))
  }

  @Test("finds a stationary point where no gradient is left and nothing moves", arguments: FirstOrderMethod.allCases)
  func converged(method: FirstOrderMethod) {
    var optimizer: FirstOrderOptimizer<Double> = optimizer(method) { $0.momentum = 0.5 }
    var slope = 0.0
    let objective = ScriptedObjective<Double>(2) { _, _, gradient in
      gradient.fill(slope)
      return 3
    }
    var θ = Vector([1.0, 2])
    let still = optimizer.step(&θ, objective: objective)
    #expect(still.outcome == .converged && still.loss == 3 && θ == Vector([1, 2]))
    #expect(!still.outcome.isRejection)
    slope = 1
    #expect(optimizer.step(&θ, objective: objective).accepted)
    slope = 0
    let coasting = optimizer.step(&θ, objective: objective)
    #expect(coasting.accepted && coasting.stepNorm > 0, "the momentum of before is not used up")
  }

  @Test("passes on what the drawing of batches throws")
  func drawing() {
    struct Exhausted: Error {}
    var optimizer: FirstOrderOptimizer<Double> = optimizer(.adam)
    let objective = ScriptedObjective<Double>(2) { _, _, gradient in
      gradient.fill(1)
      return 1
    }
    var θ = Vector<Double>(count: 2)
    var draws = 0
    #expect(throws: Exhausted.self) {
      try optimizer.step(&θ, objective: objective) {
        draws += 1
        if draws == 3 { throw Exhausted() }
      }
    }
    #expect(objective.gradients == 2)
  }

  @Test("continues to the bit from a state that has been written and read", arguments: FirstOrderMethod.allCases)
  func continuation(method: FirstOrderMethod) throws {
    try checkContinuation(method, Double.self)
    try checkContinuation(method, Float.self)
  }

  private func checkContinuation<Element: Scalar>(_ method: FirstOrderMethod, _: Element.Type) throws {
    let model = LogisticRegression<Element>(count: 80, features: 5, decay: 0.01, seed: 4)
    var chosen = FirstOrderOptions(method)
    (chosen.updates, chosen.learningRateDecay) = (4, 0.01)
    var optimizer = FirstOrderOptimizer<Element>(parameterCount: 5, options: chosen)
    var θ = Vector<Element>(count: 5)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }
    let state = try JSONDecoder().decode(
      FirstOrderState<Element>.self, from: try JSONEncoder().encode(optimizer.state))
    let options = try JSONDecoder().decode(
      FirstOrderOptions.self, from: try JSONEncoder().encode(chosen))
    #expect(
      state == optimizer.state && options == chosen && options.common == optimizer.options && state.momentUpdates == 12)
    var continued = FirstOrderOptimizer<Element>(state: state, options: options)
    var θ2 = θ
    for _ in 0..<5 {
      let (first, second) = (optimizer.step(&θ, objective: model), continued.step(&θ2, objective: model))
      #expect(first.loss == second.loss && first.stepNorm == second.stepNorm && first.firstOrder == second.firstOrder)
    }
    #expect(θ == θ2 && optimizer.state == continued.state)
  }

  @Test("of Hessian-free optimization, seen as that of any optimizer, draws its batches once")
  func anyOptimizer() {
    let model = LogisticRegression<Double>(count: 80, features: 5, decay: 0.01, seed: 4)
    let adam: FirstOrderOptimizer<Double> = optimizer(.adam, 5) { $0.learningRate = 0.1 }
    let optimizers: [any Optimizer<Double>] = [
      HessianFreeOptimizer<Double>(parameterCount: 5), adam,
    ]
    for (var optimizer, expected) in zip(optimizers, [1, 4]) {
      var θ = Vector<Double>(count: 5)
      var draws = 0
      let report = optimizer.step(&θ, objective: model) { draws += 1 }
      #expect(draws == expected && report.accepted && report.step == 1)
      #expect(model.loss(at: θ, on: .gradient) < report.loss)
    }
  }

  @Test("is reported in JSON with its own columns, and without numbers for those of conjugate gradients")
  func report() throws {
    var report = StepReport(step: 7)
    report.firstOrder = FirstOrderFigures(updates: 50, learningRate: 0.001, clippedShare: 0.25)
    (report.loss, report.gradientNorm, report.stepNorm) = (0.5, 2, 0.125)
    let data = try JSONEncoder().encode(report)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for name in ["rho", "lambda", "mu", "alpha", "quadratic", "quadratic_start", "cg_outcome"] {
      #expect(object[name] is NSNull, "\(name)")
    }
    #expect(object["updates"] as? Int == 50 && object["learning_rate"] as? Double == 0.001)
    #expect(object["clipped"] as? Double == 0.25 && object["cg_iterations"] as? Int == 0)
    let back = try JSONDecoder().decode(StepReport.self, from: data)
    #expect(back.firstOrder == report.firstOrder && back.loss == 0.5 && back.stepNorm == 0.125 && back.lambda.isNaN)
    #expect(report.remarks.isEmpty)
  }

  @Test("cannot be asked for what makes no sense")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var options = FirstOrderOptions(.adam)
      options.learningRate = 0
      _ = FirstOrderOptimizer<Double>(parameterCount: 1, options: options)
    }
    await #expect(processExitsWith: .failure) {
      var options = FirstOrderOptions(.sgd)
      options.momentum = 1
      _ = FirstOrderOptimizer<Double>(parameterCount: 1, options: options)
    }
    await #expect(processExitsWith: .failure) {
      let state = FirstOrderState<Double>(parameterCount: 1, options: FirstOrderOptions(.sgd))
      _ = FirstOrderOptimizer<Double>(state: state, options: FirstOrderOptions(.adam))
    }
    await #expect(processExitsWith: .failure) {
      var optimizer = FirstOrderOptimizer<Double>(parameterCount: 2, options: FirstOrderOptions(.adam))
      var θ = Vector<Double>(count: 3)
      optimizer.step(&θ, objective: ScriptedObjective<Double>(3) { _, _, _ in 0 })
    }
  }

  /// In a process of its own, where nothing else allocates; with `allocates` the objective copies its argument, which has
  /// to make the process fail.
  @Test(
    "allocates nothing from its first update to its last", .slow, arguments: FirstOrderMethod.allCases, [false, true])
  func allocations(method: FirstOrderMethod, allocates: Bool) async {
    await #expect(processExitsWith: allocates ? .failure : .success) { [method, allocates] in
      let gauge = AllocationGauge()
      let n = 100_000
      var options = FirstOrderOptions(method)
      options.updates = 100
      var optimizer = FirstOrderOptimizer<Double>(parameterCount: n, options: options)
      let objective = ScriptedObjective<Double>(n) { _, θ, gradient in
        if allocates {
          var copy = θ
          copy.scale(2)
        }
        gauge.read()
        gradient.copy(θ)
        return 1
      }
      var θ = Vector<Double>(repeatElement(1, count: n))
      for _ in 0..<2 {  // what the first step sets up in the runtime is not of interest
        gauge.clear()
        optimizer.step(&θ, objective: objective)
      }
      precondition(gauge.readings == 100)
      precondition(gauge.isConstant, "the allocator's account changed during a step")
      precondition(gauge.faults < 50, "\(gauge.faults) page faults in a step")
    }
  }
}
