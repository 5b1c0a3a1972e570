import Foundation
import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("The end of a run on data that stay the same")
struct StationarityTests {
  /// The loop of the documentation; nil where it has not ended after a thousand steps.
  private func loop<Model: Objective>(
    _ model: Model, from start: [Double], _ options: HessianFreeOptions = HessianFreeOptions()
  ) -> (θ: [Double], last: StepReport)? {
    var optimizer = HessianFreeOptimizer<Model.Element>(parameterCount: start.count, options: options)
    var θ = Vector<Model.Element>(start.map { Model.Element($0) })
    var report = optimizer.step(&θ, objective: model)
    while !report.outcome.isFinal && report.step < 1000 { report = optimizer.step(&θ, objective: model) }
    return report.outcome.isFinal ? (θ.elements.map { Double($0) }, report) : nil
  }

  private static let quadratic: (A: Dense.Matrix, b: [Double]) = (
    [[4, 1, 0], [1, 3, 1], [0, 1, 0.01 + 1]], [1, -2, 3]
  )

  @Test("The documented loop ends on a quadratic, at its minimum")
  func quadratic() throws {
    let (A, b) = Self.quadratic
    let minimum = Dense.solve(A, b)
    let double = try #require(loop(QuadraticObjective<Double>(A, b), from: [5, 5, 5]))
    expectClose(double.θ, minimum, tolerance: 1e-7)
    #expect(double.last.step < 100, "\(double.last.step) steps")
    let single = try #require(loop(QuadraticObjective<Float>(A, b), from: [5, 5, 5]))
    expectClose(single.θ, minimum, tolerance: 1e-3)
    #expect(single.last.step < 100, "\(single.last.step) steps")
  }

  @Test("The documented loop ends on a quadratic whose minimum is 0 at 0, where everything goes on shrinking")
  func vanishing() throws {
    let A: Dense.Matrix = [[1, 0.5], [0.5, 2]]
    #expect(try #require(loop(QuadraticObjective<Double>(A, [0, 0]), from: [3, -1])).last.step < 100)
    #expect(try #require(loop(QuadraticObjective<Float>(A, [0, 0]), from: [3, -1])).last.step < 100)
  }

  @Test("The documented loop ends on the Rosenbrock function", arguments: [[-1.2, 1], [0, 3], [0.5, 8]])
  func rosenbrock(start: [Double]) throws {
    let double = try #require(loop(Rosenbrock<Double>(), from: start))
    expectClose(double.θ, [1, 1], tolerance: 1e-6)
    #expect(double.last.step < 300, "\(double.last.step) steps")
    let single = try #require(loop(Rosenbrock<Float>(), from: start))
    expectClose(single.θ, [1, 1], tolerance: 4e3 * Double(Float.ulpOfOne))
    #expect(single.last.step < 300, "\(single.last.step) steps")
  }

  @Test("The documented loop ends on logistic regression, where the least loss is not 0", arguments: 1...5)
  func logisticRegression(seed: UInt64) throws {
    let double = LogisticRegression<Double>(count: 200, features: 7, decay: 0.01, seed: seed)
    let start = [Double](repeating: 0, count: 7)
    let exact = try #require(loop(double, from: start))
    expectClose(exact.θ, double.optimum(), tolerance: (2 * Double.ulpOfOne / 0.01).squareRoot())
    #expect(exact.last.step < 150, "\(exact.last.step) steps")
    let single = LogisticRegression<Float>(count: 200, features: 7, decay: 0.01, seed: seed)
    let rounded = try #require(loop(single, from: start))
    expectClose(rounded.θ, single.optimum(), tolerance: 10 * Double(Float.ulpOfOne) / 0.01)
    #expect(rounded.last.step < 150, "\(rounded.last.step) steps")
  }

  @Test("A loss that is itself rounded to single precision is no reason to go on for ever")
  func roundedLoss() throws {
    let (A, b) = Self.quadratic
    let model = QuadraticObjective<Float>(A, b)
    model.bend = { _, _, loss in Double(Float(loss)) }
    let end = try #require(loop(model, from: [5, 5, 5]))
    expectClose(end.θ, Dense.solve(A, b), tolerance: 1e-2)
    #expect(end.last.outcome == .atRounding || end.last.outcome == .converged)
    #expect(end.last.step < 200, "\(end.last.step) steps")
    #expect(!end.last.remarks.contains { $0.contains("overflowed") }, "\(end.last.remarks)")
  }

  @Test(
    "A tolerance of the decrease ends earlier, a tolerance of the gradient too, and none leaves only a gradient of 0")
  func tolerances() throws {
    let model = LogisticRegression<Double>(count: 200, features: 7, decay: 0.01, seed: 9)
    let start = [Double](repeating: 0, count: 7)
    let usual = try #require(loop(model, from: start))
    var options = HessianFreeOptions()
    options.decreaseTolerance = 1e-3
    let early = try #require(loop(model, from: start, options))
    #expect(early.last.outcome == .converged && early.last.step < usual.last.step)
    #expect(-early.last.quadratic < 1e-3 * early.last.loss)
    options = HessianFreeOptions()
    options.gradientTolerance = 1e-2
    let flat = try #require(loop(model, from: start, options))
    #expect(flat.last.outcome == .converged && flat.last.step < usual.last.step)
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    #expect(loop(model, from: start, options) == nil)
  }

  @Test("Until the end the steps are those of a run that looks for none, to the bit")
  func unchangedSteps() throws {
    let model = LogisticRegression<Float>(count: 100, features: 5, decay: 0.01, seed: 2)
    var options = HessianFreeOptions()
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    var optimizers = (
      HessianFreeOptimizer<Float>(parameterCount: 5), HessianFreeOptimizer<Float>(parameterCount: 5, options: options)
    )
    var (θ, other) = (Vector<Float>(count: 5), Vector<Float>(count: 5))
    var steps = 0
    while steps < 1000, !optimizers.0.step(&θ, objective: model).outcome.isFinal {
      optimizers.1.step(&other, objective: model)
      #expect(θ == other)
      steps += 1
    }
    #expect((5..<1000).contains(steps))
  }

  @Test("A run that goes on from a stored state ends at the same step")
  func storedState() throws {
    let model = LogisticRegression<Double>(count: 100, features: 5, decay: 0.01, seed: 6)
    var options = HessianFreeOptions()
    options.gradientTolerance = 1e-4
    let whole = try #require(loop(model, from: [0, 0, 0, 0, 0], options))
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: 5, options: options)
    var θ = Vector<Double>(count: 5)
    for _ in 0..<2 { optimizer.step(&θ, objective: model) }
    let stored = try JSONEncoder().encode(optimizer.state)
    optimizer = HessianFreeOptimizer(
      state: try JSONDecoder().decode(HessianFreeState<Double>.self, from: stored), options: options)
    var report = optimizer.step(&θ, objective: model)
    while !report.outcome.isFinal && report.step < 1000 { report = optimizer.step(&θ, objective: model) }
    #expect(report.step == whole.last.step && θ.elements == whole.θ)
  }

  @Test("Gradient descent ends on a quadratic, in both precisions", arguments: [FirstOrderMethod.sgd, .nesterov])
  func gradientDescent(method: FirstOrderMethod) {
    func end<Element: Scalar>(_: Element.Type, within tolerance: Double) {
      let (A, b) = Self.quadratic
      let model = QuadraticObjective<Element>(A, b)
      var options = FirstOrderOptions(method)
      (options.learningRate, options.clipNorm) = (0.05, nil)
      var optimizer = FirstOrderOptimizer<Element>(parameterCount: 3, options: options)
      var θ = Vector<Element>([5, 5, 5])
      var report = optimizer.step(&θ, objective: model) {}
      while !report.outcome.isFinal && report.step < 500 { report = optimizer.step(&θ, objective: model) {} }
      #expect(report.outcome.isFinal, "\(Element.self): ‖g‖ = \(report.gradientNorm), ‖δ‖ = \(report.stepNorm)")
      expectClose(θ.elements.map { Double($0) }, Dense.solve(A, b), tolerance: tolerance)
    }
    end(Double.self, within: 1e-10)
    end(Float.self, within: 1e-4)
  }

  @Test("Every final outcome is no rejection and says so in words")
  func words() {
    for outcome in [StepOutcome.converged, .atRounding] {
      #expect(outcome.isFinal && !outcome.isRejection && outcome.explanation.contains("nothing left to do"))
    }
    #expect(StepOutcome.allCases.filter(\.isFinal) == [.converged, .atRounding, .unsupported])
    #expect(!StepOutcome.unsupported.isRejection)
  }
}
