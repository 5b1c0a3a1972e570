import Losses
import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("First-order methods")
struct FirstOrderTests {
  /// f(x) = x, whose gradient is 1 everywhere.
  private func line(_ slope: Double = 1) -> QuadraticObjective<Double> { QuadraticObjective([[0]], [-slope]) }

  private func options(_ method: FirstOrderMethod, _ change: (inout FirstOrderOptions) -> Void = { _ in })
    -> FirstOrderOptions
  {
    var options = FirstOrderOptions(method)
    options.updates = 1
    options.clipNorm = nil
    change(&options)
    return options
  }

  /// Where the updates on an objective lead from a point.
  private func path(_ options: FirstOrderOptions, _ objective: QuadraticObjective<Double>, from x: Double, _ count: Int)
    -> [Double]
  {
    var optimizer = FirstOrderOptimizer<Double>(parameterCount: 1, options: options)
    var θ = Vector([x])
    return (0..<count).map { _ in
      optimizer.step(&θ, objective: objective)
      return θ[0]
    }
  }

  // MARK: - By hand

  @Test("Classical momentum: v ← m v − η g, computed by hand")
  func sgd() {
    let path = path(options(.sgd) { ($0.learningRate, $0.momentum) = (0.5, 0.5) }, line(), from: 0, 3)
    // v = −½, −¾, −⅞
    #expect(path == [-0.5, -1.25, -2.125])
  }

  @Test("Without momentum it is the plain gradient step")
  func plain() {
    for method in [FirstOrderMethod.sgd, .nesterov] {
      let path = path(options(method) { ($0.learningRate, $0.momentum) = (0.25, 0) }, line(2), from: 1, 3)
      #expect(path == [0.5, 0, -0.5])
    }
  }

  @Test("Nesterov's momentum takes the gradient where the momentum leads, computed by hand")
  func nesterov() {
    // f = ½ x²: g = x. v₁ = −½ · 1; then g(½ − ¼) = ¼, v₂ = −¼ − ⅛ = −⅜; then g(⅛ − 3⁄16) = −1⁄16, v₃ = −3⁄16 + 1⁄32.
    let objective = QuadraticObjective<Double>([[1]], [0])
    let nesterov = path(
      options(.nesterov) { ($0.learningRate, $0.momentum) = (0.5, 0.5) }, objective, from: 1, 3)
    #expect(nesterov == [0.5, 0.125, 0.125 - 5.0 / 32])
    let classical = path(options(.sgd) { ($0.learningRate, $0.momentum) = (0.5, 0.5) }, objective, from: 1, 3)
    #expect(classical == [0.5, 0, -0.25])
  }

  @Test("RMSprop: the first update is η / √(1 − ρ) whatever the gradient, computed by hand")
  func rmsprop() {
    for slope in [1.0, 1e-3, 1e4] {
      let path = path(
        options(.rmsprop) { ($0.learningRate, $0.squareDecay, $0.epsilon) = (0.5, 0.75, 0) }, line(slope), from: 0, 2)
      // s = ¼ g², then 7⁄16 g²
      expectClose(path, [-1, -1 - 0.5 / (7.0 / 16).squareRoot()], tolerance: 1e-14)
    }
  }

  @Test("Adam: with the bias corrected, every update along a constant gradient is η, computed by hand")
  func adam() {
    for slope in [1.0, -1e-3, 1e4] {
      let path = path(options(.adam) { ($0.learningRate, $0.epsilon) = (0.125, 0) }, line(slope), from: 0, 5)
      let sign = slope < 0 ? 1.0 : -1
      // 1 − β₂ᵗ is a difference of near numbers: a few hundred roundings.
      expectClose(path, (1...5).map { sign * 0.125 * Double($0) }, tolerance: 1e-12)
    }
  }

  @Test("ε stands beside the root, not under it")
  func epsilon() {
    let adam = path(options(.adam) { ($0.learningRate, $0.epsilon) = (1, 3) }, line(), from: 0, 1)
    expectClose(adam[0], -0.25, tolerance: 1e-14)
    let rmsprop = path(
      options(.rmsprop) { ($0.learningRate, $0.epsilon, $0.squareDecay) = (1, 3.5, 0.75) }, line(), from: 0, 1)
    expectClose(rmsprop[0], -0.25, tolerance: 1e-15)
  }

  @Test("The learning rate falls as η / (1 + d u)")
  func decay() {
    let path = path(
      options(.sgd) { ($0.learningRate, $0.learningRateDecay, $0.momentum) = (1, 1, 0) }, line(), from: 0, 4)
    expectClose(path, [-1, -1.5, -1.5 - 1.0 / 3, -1.75 - 1.0 / 3], tolerance: 1e-15)
  }

  // MARK: - Against a recurrence

  static let cases: [(FirstOrderMethod, Double?, Double)] = FirstOrderMethod.allCases.flatMap { method in
    [(method, nil, 0), (method, 0.5, 0), (method, 1, 0.01), (method, nil, 0.1)]
  }

  @Test("A hundred updates follow a recurrence in plain Double", arguments: cases.indices)
  func recurrence(index: Int) {
    let (method, clipNorm, decay) = Self.cases[index]
    for n in [1, 7, 33] {
      let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 50), seed: UInt64(n))
      let b = (0..<n).map { Double($0 % 5) - 2 }
      let options = options(method) {
        ($0.clipNorm, $0.learningRateDecay, $0.momentum) = (clipNorm, decay, 0.75)
        $0.learningRate = 0.01
        $0.updates = 10
      }
      let start = (0..<n).map { Double($0 % 3) + 1 }
      var reference = FirstOrderReference(options, at: start)
      let objective = QuadraticObjective<Double>(A, b)
      var optimizer = FirstOrderOptimizer<Double>(parameterCount: n, options: options)
      var θ = Vector(start)
      for step in 1...10 {
        let before = reference
        let report = optimizer.step(&θ, objective: objective)
        for _ in 0..<10 { reference.update { θ in zip(Dense.apply(A, θ), b).map { $0 - $1 } } }
        // Roundings of a hundred updates of about 0.01 each. Without a long memory g / √s jumps where a gradient passes
        // through 0, and multiplies them.
        let tolerance = method == .rmsprop ? 1e-7 : 1e-11
        expectClose(θ.elements, reference.θ, tolerance: tolerance, "θ after step \(step)")
        #expect(report.firstOrder?.clippedShare == Double(reference.clipped - before.clipped) / 10)
        expectClose(report.stepNorm, reference.θ.adding(-1, before.θ).norm, tolerance: tolerance)
        #expect(report.accepted && report.step == step && report.firstOrder?.updates == 10)
      }
      #expect(optimizer.state.updates == 100 && optimizer.state.momentUpdates == 100)
    }
  }

  @Test("In single precision they follow it as closely as that allows", arguments: FirstOrderMethod.allCases)
  func single(method: FirstOrderMethod) {
    let n = 33
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 10), seed: 3)
    let b = (0..<n).map { Double($0 % 5) - 2 }
    let options = options(method) { $0.updates = 50 }
    var reference = FirstOrderReference(options, at: b.map { _ in 0 })
    var optimizer = FirstOrderOptimizer<Float>(parameterCount: n, options: options)
    var θ = Vector<Float>(count: n)
    optimizer.step(&θ, objective: QuadraticObjective<Float>(A, b))
    for _ in 0..<50 { reference.update { θ in zip(Dense.apply(A, θ), b).map { $0 - $1 } } }
    expectClose(θ.elements.map { Double($0) }, reference.θ, tolerance: 1e-5)
  }

  // MARK: - What they are for

  @Test("A quadratic is minimized", arguments: FirstOrderMethod.allCases)
  func quadratic(method: FirstOrderMethod) {
    let n = 20
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 20), seed: 5)
    let b = (0..<n).map { Double($0 % 7) - 3 }
    let solution = Dense.solve(A, b)
    let options = options(method) {
      $0.updates = 5000
      $0.learningRate = method.hasSecondMoment ? 0.02 : 0.03
      // Steps of a constant size do not come to rest otherwise.
      $0.learningRateDecay = method.hasSecondMoment ? 0.01 : 0
    }
    var optimizer = FirstOrderOptimizer<Double>(parameterCount: n, options: options)
    var θ = Vector<Double>(count: n)
    for _ in 0..<4 { optimizer.step(&θ, objective: QuadraticObjective<Double>(A, b)) }
    expectClose(θ.elements, solution, tolerance: method == .rmsprop ? 1e-3 : 1e-6)
  }

  @Test("Rosenbrock's valley is followed to its end", arguments: FirstOrderMethod.allCases)
  func rosenbrock(method: FirstOrderMethod) {
    let options = options(method) {
      $0.updates = 20_000
      $0.learningRate = method.hasSecondMoment ? 0.003 : 0.001
      $0.learningRateDecay = method == .rmsprop ? 0.001 : 0
      $0.clipNorm = 10
    }
    var optimizer = FirstOrderOptimizer<Double>(parameterCount: 2, options: options)
    var θ = Vector<Double>([-1.2, 1])
    let objective = Rosenbrock<Double>()
    let first = optimizer.step(&θ, objective: objective)
    for _ in 0..<4 { optimizer.step(&θ, objective: objective) }
    #expect(first.stepNorm > 1)
    #expect(objective.loss(at: θ, on: .gradient) < 1e-3, "\(θ.elements)")
  }

  // MARK: - Clipping

  @Test("A long gradient is shortened to the norm asked for and keeps its direction; a short one stays")
  func clipping() {
    let objective = QuadraticObjective<Double>([[0, 0], [0, 0]], [-3, -4])
    func step(_ clipNorm: Double?) -> (StepReport, Vector<Double>) {
      let options = options(.sgd) { ($0.learningRate, $0.momentum, $0.clipNorm) = (1, 0, clipNorm) }
      var optimizer = FirstOrderOptimizer<Double>(parameterCount: 2, options: options)
      var θ = Vector<Double>(count: 2)
      return (optimizer.step(&θ, objective: objective), θ)
    }
    let (clipped, short) = step(1)
    expectClose(short.elements, [-0.6, -0.8], tolerance: 1e-15)
    #expect(clipped.gradientNorm == 5, "the norm before clipping is reported")
    #expect(clipped.firstOrder?.clippedShare == 1)
    for norm in [nil, 5, 6] as [Double?] {
      let (report, θ) = step(norm)
      #expect(θ == Vector([-3, -4]) && report.firstOrder?.clippedShare == 0)
    }
  }

  @Test("Loss, gradient norm and clipped share of a step are means over its updates")
  func means() throws {
    let objective = line()
    // f = x = 0, −1, −2, −3
    let options = options(.sgd) { ($0.learningRate, $0.momentum, $0.updates, $0.clipNorm) = (1, 0, 4, 2) }
    var optimizer = FirstOrderOptimizer<Double>(parameterCount: 1, options: options)
    var θ = Vector([0.0])
    var draws = 0
    let report = optimizer.step(&θ, objective: objective) { draws += 1 }
    #expect(report.loss == -1.5 && report.gradientNorm == 1 && report.stepNorm == 4)
    #expect(report.firstOrder == FirstOrderFigures(updates: 4, learningRate: 1, clippedShare: 0))
    #expect(draws == 4, "a batch an update")
    #expect(objective.gradients.count == 4 && objective.losses.isEmpty && objective.preparations.isEmpty)
    #expect(report.rho.isNaN && report.lambda.isNaN && report.mu.isNaN && report.alpha.isNaN)
    #expect(report.cgOutcome == nil && report.remarks.isEmpty)
  }
}
