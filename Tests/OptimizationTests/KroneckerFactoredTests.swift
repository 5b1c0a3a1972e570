import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("A Kronecker-factored method")
struct KroneckerFactoredTests {
  static let groups = [2, 3]
  static let inputs = 3

  /// What a run is made of, as `Tests/Interchange/kfac.py` reads it.
  struct Problem: Encodable {
    struct Options: Encodable {
      var stepRule: KroneckerStepRule
      var diagonal: FactorDiagonal
      var damping: FactorDamping
      var lambda: Double
      var rate: Double
      var momentum: Double
      var changeLimit: Double
      var clipNorm: Double
      var updates: Int
      var factorDecay: Double
      var factorUpdates: Int
      var basisUpdates: Int
      var lambdaUpdates: Int
      var lambdaFactor: Double
    }
    var groups = KroneckerFactoredTests.groups
    var batches: [RecordModel<Double>.Batch]
    var start: [[Double]]
    var steps: Int
    var options: Options
  }

  struct Point: Decodable {
    var parameters: [[Double]]
    var lambda: Double
  }

  static func options(
    _ rule: KroneckerStepRule, _ diagonal: FactorDiagonal = .kronecker, _ damping: FactorDamping = .exact
  ) -> KroneckerFactoredOptions {
    var options = KroneckerFactoredOptions()
    (options.stepRule, options.diagonal, options.damping) = (rule, diagonal, damping)
    (options.updates, options.factorUpdates, options.basisUpdates, options.lambdaUpdates) = (7, 2, 3, 2)
    // Such limits that some updates reach them and others do not.
    (options.learningRate, options.initialLambda) = (0.4, 0.1)
    options.changeLimit = diagonal == .sequences ? 0.05 : 0.2
    (options.factorDecay, options.momentum) = (0.6, 0.8)
    return options
  }

  static let choices: [(KroneckerStepRule, FactorDiagonal, FactorDamping, Double?)] = [
    (.clip, .kronecker, .exact, 1), (.clip, .kronecker, .factored, nil), (.clip, .sequences, .exact, 0.3),
    (.rescale, .kronecker, .exact, 1), (.rescale, .kronecker, .factored, 1), (.rescale, .sequences, .exact, nil),
  ]

  private static func start<Element>(_ model: RecordModel<Element>) -> [[Double]] {
    var random = TestGenerator(seed: 5)
    return (0..<model.outputs).map { _ in random.vector(inputs + 1).map { Double(Float($0)) } }
  }

  private static func model<Element: Scalar>(_ type: Element.Type) -> RecordModel<Element> {
    let batches = RecordModel<Double>.batches(5, records: 12, inputs: inputs, outputs: 5, seed: 3)
    return RecordModel(
      groups: groups, inputs: inputs, batches: batches.map { .init(sources: $0.sources, targets: $0.targets) })
  }

  @Test(
    "takes the updates of the same method in NumPy, in both precisions", .enabled(if: Python.hasNumPy, Python.missing),
    arguments: choices.indices)
  func numPy(index: Int) throws {
    let (rule, diagonal, damping, clipNorm) = Self.choices[index]
    var options = Self.options(rule, diagonal, damping)
    options.clipNorm = clipNorm
    let steps = 6
    func run<Element: Scalar>(_ type: Element.Type) -> (θ: [[[Double]]], λ: [Double], limited: Double) {
      let model = Self.model(type)
      var optimizer = FirstOrderOptimizer<Element>(of: model.shapes, options: options)
      var θ = model.vector(Self.start(model))
      var (points, λ, limited) = ([[[Double]]](), [Double](), 0.0)
      for _ in 0..<steps {
        let report = optimizer.step(&θ, objective: model, drawBatches: model.draw)
        #expect(report.accepted && report.updates == options.updates)
        limited += report.figures["limited"] ?? 0
        points.append(model.rows(θ))
        λ.append(optimizer.state.lambda ?? .nan)
      }
      return (points, λ, limited / Double(steps))
    }
    let model = Self.model(Double.self)
    let problem = Problem(
      batches: model.batches, start: Self.start(model), steps: steps,
      options: .init(
        stepRule: rule, diagonal: diagonal, damping: damping, lambda: options.initialLambda, rate: options.learningRate,
        momentum: options.momentum, changeLimit: options.changeLimit, clipNorm: clipNorm ?? 0, updates: options.updates,
        factorDecay: options.factorDecay, factorUpdates: options.factorUpdates, basisUpdates: options.basisUpdates,
        lambdaUpdates: options.lambdaUpdates, lambdaFactor: options.lambdaFactor))
    let scratch = try Scratch()
    try JSONEncoder().encode(problem).write(to: URL(filePath: scratch.file("problem.json")))
    let python = try Python.run(file: "kfac.py", scratch.file("problem.json"))
    try #require(python.status == 0, "\(python.output)")
    let trace = try JSONDecoder().decode([Point].self, from: Data(python.output.utf8))
    let expected = (1...steps).map { trace[$0 * options.updates - 1] }

    let (double, float) = (run(Double.self), run(Float.self))
    for (step, point) in expected.enumerated() {
      let θ = point.parameters.flatMap(\.self)
      expectClose(double.θ[step].flatMap(\.self), θ, relative: 1e-9, "θ after step \(step + 1)")
      // Rounding grows from update to update, and an eigenvector of close eigenvalues turns.
      expectClose(float.θ[step].flatMap(\.self), θ, relative: 2e-3, "θ after step \(step + 1) in single precision")
      expectClose(double.λ[step], point.lambda, tolerance: 1e-12 * point.lambda, "λ after step \(step + 1)")
    }
    let ofStart = Self.start(model).flatMap(\.self)
    #expect(expected[5].parameters.flatMap(\.self).adding(-1, ofStart).norm > 0.1 * ofStart.norm)
    if rule == .clip { #expect(double.limited > 0 && double.limited < 1, "\(double.limited)") }
  }

  @Test("Rescaled by an exact curvature, an update is the damped Newton step, and two span what the plane can give")
  func newton() {
    let A: [[Double]] = [[4, 1, 0], [1, 3, 1], [0, 1, 1.01]]
    let b: [Double] = [1, -2, 3]
    let model = QuadraticObjective<Double>(A, b)
    model.sharesBatches = true
    var options = KroneckerFactoredOptions()
    (options.stepRule, options.updates, options.initialLambda, options.lambdaUpdates) = (.rescale, 1, 0.5, 1)
    var optimizer = FirstOrderOptimizer<Double>(of: model.shapes, options: options)
    var θ = Vector<Double>([5, 5, 5])
    let g = zip(Dense.apply(A, θ.elements), b).map { $0 - $1 }
    let damped = A.indices.map { i in A.indices.map { A[i][$0] + (i == $0 ? 0.5 : 0) } }
    let δ = Dense.solve(damped, g.map { -$0 })
    let report = optimizer.step(&θ, objective: model)
    expectClose(θ.elements, [5.0, 5, 5].adding(1, δ), tolerance: 1e-12, "θ")
    expectClose(report.alpha, 1, tolerance: 1e-12, "α")
    expectClose(report.quadratic, 0.5 * δ.dot(g), tolerance: 1e-12, "q")
    // The loss falls by gᵀδ + ½ δᵀAδ, which is q without its damping.
    expectClose(report.rho, 1 - 0.25 * δ.dot(δ) / report.quadratic, tolerance: 1e-12, "ρ")
    #expect(report.lambda == 0.5 && optimizer.state.lambda ?? 1 < 0.5)
    for _ in 0..<40 { optimizer.step(&θ, objective: model) }
    expectClose(θ.elements, Dense.solve(A, b), tolerance: 1e-8, "the minimum")
  }

  @Test("goes on from its state at any step as if it had not stopped, to the bit", arguments: Self.choices.indices)
  func resumes(index: Int) throws {
    let (rule, diagonal, damping, _) = Self.choices[index]
    let options = Self.options(rule, diagonal, damping)
    let model = Self.model(Float.self)
    var whole = FirstOrderOptimizer<Float>(of: model.shapes, options: options)
    var θ = model.vector(Self.start(model))
    for step in 1...4 {
      let state = try JSONDecoder().decode(
        FirstOrderState<Float>.self, from: JSONEncoder().encode(whole.state))
      #expect(state == whole.state)
      let again = RecordModel<Float>(groups: model.groups, inputs: model.inputs, batches: model.batches)
      for _ in 0..<(step - 1) * options.updates { again.draw() }
      var resumed = FirstOrderOptimizer<Float>(of: model.shapes, state: state, options: options)
      var other = θ
      let report = whole.step(&θ, objective: model, drawBatches: model.draw)
      let same = resumed.step(&other, objective: again, drawBatches: again.draw)
      #expect(same.figures.mapValues(\.bitPattern) == report.figures.mapValues(\.bitPattern))
      #expect(other == θ && resumed.state == whole.state, "step \(step)")
    }
  }

  @Test("follows a schedule with the rate of one rule and the part of the step of the other")
  func schedule() {
    for (rule, whole) in [(KroneckerStepRule.clip, 0.4), (.rescale, 1)] {
      let model = Self.model(Double.self)
      var options = Self.options(rule)
      (options.updates, options.schedule, options.changeLimit) = (1, .linear, 1e9)
      var optimizer = FirstOrderOptimizer<Double>(of: model.shapes, options: options)
      var θ = model.vector(Self.start(model))
      for step in 0..<4 {
        optimizer.note(spent: Double(step) / 4, seconds: Double(step))
        let report = optimizer.step(&θ, objective: model, drawBatches: model.draw)
        expectClose(report.figures["learning_rate"] ?? .nan, whole * (1 - Double(step) / 4), tolerance: 1e-15)
        if rule == .clip { #expect(report.alpha == report.figures["learning_rate"]) }
        // At no part of the way the model promises less than at the end.
        if rule == .rescale && report.quadratic.isFinite { #expect(report.quadratic < 0) }
      }
    }
  }

  @Test("asks for the curvature only where it is due")
  func calls() {
    for (rule, expected) in [(KroneckerStepRule.clip, 5), (.rescale, 7)] {
      let model = Self.model(Double.self)
      // Of seven updates: statistics at 0, 2, 4, 6, decompositions at 0, 3, 6.
      var optimizer = FirstOrderOptimizer<Double>(of: model.shapes, options: Self.options(rule))
      var θ = model.vector(Self.start(model))
      _ = optimizer.step(&θ, objective: model, drawBatches: model.draw)
      #expect(model.linearizations == expected, "\(rule)")
    }
  }

  @Test("leaves the parameters as they were where anything overflows, with a larger λ and half the rate")
  func overflow() {
    for rule in KroneckerStepRule.allCases {
      let model = QuadraticObjective<Double>([[4, 1], [1, 3]], [1, -2])
      var options = Self.options(rule)
      options.updates = 3
      var calls = 0
      model.bend = { _, role, loss in
        calls += role == .gradient ? 1 : 0
        return calls > 4 ? .infinity : loss
      }
      var optimizer = FirstOrderOptimizer<Double>(of: model.shapes, options: options)
      var θ = Vector<Double>([1, 1])
      var before = θ
      for _ in 0..<4 {
        before = θ
        let report = optimizer.step(&θ, objective: model)
        guard report.outcome == .notFinite else { continue }
        #expect(θ == before && optimizer.state.factorUpdates == 0)
        #expect(optimizer.state.firstMoment.elements == [0, 0])
        break
      }
      #expect(optimizer.state.factorUpdates == 0, "no step overflowed")
      let λ = optimizer.state.lambda ?? .nan
      optimizer.respond(to: .overflow(times: 1))
      // The rate of one rule, the part of a step of the other.
      let rate = rule == .clip ? 0.2 : 0.5
      #expect(optimizer.state.lambda == 10 * λ && optimizer.state.learningRate == rate)
      #expect("\(optimizer.reach)" == "learning rate \(rate)" && optimizer.reach["lambda"] == 10 * λ)
    }
  }

  @Test("says what a model lacks, before a run and in a step")
  func refusal() {
    let options = Self.options(.clip)
    let refusal = options.refusal(of: Rosenbrock<Double>.Hessian.self, in: Rosenbrock<Double>.self)
    #expect(refusal?.description.contains("statistics of Kronecker factors") == true)
    #expect(options.refusal(of: QuadraticCurvature<Double>.self, in: QuadraticObjective<Double>.self) == nil)
    let sequences = Self.options(.clip, .sequences)
    #expect(sequences.refusal(of: QuadraticCurvature<Double>.self, in: QuadraticObjective<Double>.self) != nil)
    #expect(sequences.refusal(of: RecordCurvature<Double>.self, in: RecordModel<Double>.self) == nil)
    var optimizer = FirstOrderOptimizer<Double>(of: ParameterShapes(count: 2), options: options)
    var θ = Vector<Double>([1, 1])
    #expect(optimizer.step(&θ, objective: Rosenbrock<Double>()).outcome == .unsupported)
    #expect(θ.elements == [1, 1])
  }
}
