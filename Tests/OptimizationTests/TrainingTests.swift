import Foundation
import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("Hessian-free optimization")
struct TrainingTests {
  @Test(
    "reaches the optimum of logistic regression that Newton's method finds",
    arguments: PreconditionerKind.allCases.filter { ![.ekfac, .dual].contains($0) })
  func logisticRegression(kind: PreconditionerKind) {
    // The line search sees differences of f down to 2⁻⁵², so θ to √(2 ε f / curvature), with f < 1 and a curvature ≥ 0.01.
    check(Double.self, kind, distance: (2 * Double.ulpOfOne / 0.01).squareRoot())
    // Beyond that the gradient is rounded: ε times the sum of its terms, of order 10 here, over the same curvature.
    check(Float.self, kind, distance: 10 * Double(Float.ulpOfOne) / 0.01)
  }

  func check<Element: Scalar>(_ type: Element.Type, _ kind: PreconditionerKind, distance: Double) {
    let model = LogisticRegression<Element>(count: 200, features: 7, decay: 0.01, seed: 3)
    var options = HessianFreeOptions()
    options.preconditioner = kind
    options.mu = 0
    var optimizer = HessianFreeOptimizer<Element>(parameterCount: 7, options: options)
    var θ = Vector<Element>(count: 7)
    var losses: [Double] = []
    for _ in 0..<60 { losses.append(optimizer.step(&θ, objective: model).loss) }
    expectClose(θ.elements.map { Double($0) }, model.optimum(), tolerance: distance, "θ in \(type)")
    #expect(losses[0] > losses.last! + 0.1, "there was something to learn")
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 }, "the loss never rose")
  }

  @Test(
    "finds the minimum of the Rosenbrock function through its indefinite Hessian",
    arguments: [([-1.2, 1], false), ([0, 1], true), ([0, 3], true), ([-2, 5], true), ([0.5, 8], true)])
  func rosenbrock(start: [Double], meetsNegativeCurvature: Bool) {
    let double = descend(Double.self, from: start)
    expectClose(double.θ, [1, 1], tolerance: 1e-6)
    let single = descend(Float.self, from: start)
    // The Hessian at the minimum has a smallest eigenvalue of 0.4; a gradient of rounding 400 ε leaves 10³ ε.
    expectClose(single.θ, [1, 1], tolerance: 4e3 * Double(Float.ulpOfOne))
    // The Hessian is indefinite where θ₂ > 3 θ₁² + 1/200: at three of the starts, and on the way from (−2, 5).
    #expect(double.sawNegativeCurvature == meetsNegativeCurvature)
  }

  func descend<Element: Scalar>(_ type: Element.Type, from start: [Double]) -> (
    θ: [Double], sawNegativeCurvature: Bool
  ) {
    let model = Rosenbrock<Element>()
    var options = HessianFreeOptions()
    options.mu = 0
    var optimizer = HessianFreeOptimizer<Element>(parameterCount: 2, options: options)
    var θ = Vector<Element>(start.map { Element($0) })
    var saw = false
    for _ in 0..<200 {
      let report = optimizer.step(&θ, objective: model)
      saw = saw || report.cgOutcome == .nonPositiveCurvature
      if report.outcome == .converged { break }
    }
    return (θ.elements.map { Double($0) }, saw)
  }

  @Test("continues to the bit from a state that has been written and read")
  func continuation() throws {
    try checkContinuation(Double.self)
    try checkContinuation(Float.self)
  }

  func checkContinuation<Element: Scalar>(_ type: Element.Type) throws {
    let model = LogisticRegression<Element>(count: 80, features: 5, decay: 0.01, seed: 4)
    var options = HessianFreeOptions()
    options.conjugateGradient.iterationCap = 3  // so that there is something left to do
    var optimizer = HessianFreeOptimizer<Element>(parameterCount: 5, options: options)
    var θ = Vector<Element>(count: 5)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }

    let state = try JSONDecoder().decode(
      HessianFreeState<Element>.self, from: try JSONEncoder().encode(optimizer.state))
    let decoded = try JSONDecoder().decode(HessianFreeOptions.self, from: try JSONEncoder().encode(options))
    #expect(state == optimizer.state)
    #expect(decoded == options)
    #expect(state.holdsWarmStart && state.step == 3)
    var continued = HessianFreeOptimizer<Element>(state: state, options: decoded)
    var θ2 = θ
    for _ in 0..<5 {
      let first = optimizer.step(&θ, objective: model)
      let second = continued.step(&θ2, objective: model)
      #expect(first == second)
      #expect(first.warmStartHeld && first.warmFactor > 0)
    }
    #expect(θ == θ2)
    #expect(optimizer.state == continued.state)
  }

  @Test("returns to a snapshot of parameters and state")
  func rollback() {
    let model = LogisticRegression<Double>(count: 80, features: 5, decay: 0.01, seed: 4)
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: 5)
    var θ = Vector<Double>(count: 5)
    optimizer.step(&θ, objective: model)
    let snapshot = (θ, optimizer.state)
    let first = (0..<3).map { _ in optimizer.step(&θ, objective: model) }
    (θ, optimizer.state) = snapshot
    #expect((0..<3).map { _ in optimizer.step(&θ, objective: model) } == first)
  }
}
