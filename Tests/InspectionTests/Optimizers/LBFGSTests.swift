import DurableFiles
import Inspection
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import Training

@Suite("An optimizer of somebody else's, L-BFGS")
struct LBFGSTests {
  /// The one line by which it is known.
  private func withLBFGS<Result>(_ body: () throws -> Result) rethrows -> Result {
    try OptimizerKind.$table.withValue(OptimizerKind.table + [LBFGSOptions()], operation: body)
  }

  private func configuration(_ yaml: String = "") throws -> ExperimentConfiguration {
    let base = """
      {task: memorization-5, length: 3, hidden: 12, threads: 1, seed: 3, gradient-batch: 40, validation-batch: 40,
      target-wrong: 1.0e-9, optimizer: lbfgs, memory: 3, iterations: 8
      """.replacing("\n", with: " ")
    return try ExperimentConfiguration(ConfigurationLayer(yaml: base + yaml + "}", source: "test"))
  }

  // MARK: - The method

  /// f(θ) = ½ θᵀAθ − bᵀθ + ¼ Σ θ⁴, convex and not quadratic.
  private final class Quartic: Objective {
    struct NoCurvature: CurvatureOperator {
      func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {
        product.copy(v)
      }
    }
    static let A: [[Double]] = [[9, 1, 0, 0.5], [1, 3, 0.2, 0], [0, 0.2, 0.5, 0.1], [0.5, 0, 0.1, 20]]
    static let b: [Double] = [1, -2, 3, 0.5]

    static func value(_ x: [Double]) -> Double {
      x.indices.reduce(0) { sum, i in
        sum + 0.5 * x[i] * zip(A[i], x).reduce(0) { $0 + $1.0 * $1.1 } - b[i] * x[i] + 0.25 * x[i] * x[i] * x[i] * x[i]
      }
    }
    static func gradient(_ x: [Double]) -> [Double] {
      x.indices.map { i in zip(A[i], x).reduce(0) { $0 + $1.0 * $1.1 } - b[i] + x[i] * x[i] * x[i] }
    }

    var parameterCount: Int { 4 }
    func loss(at θ: Vector<Double>, on role: BatchRole) -> Double { Self.value(θ.elements) }
    func gradient(at θ: Vector<Double>, on role: BatchRole, into gradient: inout Vector<Double>) -> Double {
      gradient.copy(Vector(Self.gradient(θ.elements)))
      return Self.value(θ.elements)
    }
    func linearize(at θ: Vector<Double>, on role: BatchRole) -> NoCurvature { NoCurvature() }
  }

  /// The same method with the matrix H written out: H ← (I − s yᵀ/sᵀy) H (I − y sᵀ/sᵀy) + s sᵀ/sᵀy over the last m pairs,
  /// from H = (sᵀy/yᵀy) I of the last one.
  private func plain(steps: Int, memory: Int) -> [[Double]] {
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let n = 4
    var x = [2.0, 2, 2, 2]
    var pairs: [(s: [Double], y: [Double])] = []
    var path: [[Double]] = []
    for _ in 0..<steps {
      let g = Quartic.gradient(x)
      let scale = pairs.last.map { dot($0.s, $0.y) / dot($0.y, $0.y) } ?? min(1, 1 / dot(g, g).squareRoot())
      var H = (0..<n).map { i in (0..<n).map { i == $0 ? scale : 0 } }
      for (s, y) in pairs {
        let ρ = 1 / dot(s, y)
        let V = (0..<n).map { i in (0..<n).map { (i == $0 ? 1 : 0) - ρ * y[i] * s[$0] } }
        let HV = H.map { row in (0..<n).map { j in (0..<n).reduce(0) { $0 + row[$1] * V[$1][j] } } }
        H = (0..<n).map { i in
          (0..<n).map { j in (0..<n).reduce(ρ * s[i] * s[j]) { $0 + V[$1][i] * HV[$1][j] } }
        }
      }
      let d = H.map { -dot($0, g) }
      var α = 1.0
      while Quartic.value(zip(x, d).map { $0 + α * $1 }) > Quartic.value(x) + 1e-2 * α * dot(g, d) { α *= 0.8 }
      let next = zip(x, d).map { $0 + α * $1 }
      let (s, y) = (zip(next, x).map { $0 - $1 }, zip(Quartic.gradient(next), g).map { $0 - $1 })
      if dot(s, y) > 1e-10 * dot(y, y) { pairs = Array((pairs + [(s, y)]).suffix(memory)) }
      x = next
      path.append(x)
    }
    return path
  }

  @Test("takes the steps of the matrix that it stands for, and reaches the minimum", arguments: [1, 2, 5])
  func method(memory: Int) {
    var options = LBFGSOptions()
    options.memory = memory
    var optimizer = LBFGSOptimizer<Double>(parameterCount: 4, options: options)
    var θ = Vector<Double>([2, 2, 2, 2])
    for expected in plain(steps: 12, memory: memory) {
      let report = optimizer.step(&θ, objective: Quartic())
      #expect(report.accepted)
      for (found, expected) in zip(θ.elements, expected) { #expect(abs(found - expected) < 1e-9) }
    }
    #expect(optimizer.state.pairs == memory)
    for _ in 0..<200 {
      let report = optimizer.step(&θ, objective: Quartic())
      if report.gradientNorm < 1e-9 { break }
    }
    #expect(Quartic.gradient(θ.elements).allSatisfy { abs($0) < 1e-8 }, "\(Quartic.gradient(θ.elements))")
  }

  // MARK: - The run

  /// The reports of a history, numbers that are none included.
  private func lines(_ history: [HistoryRow]) throws -> [String] { try history.map { try JSONText.line($0.report) } }

  @Test("trains, and goes on from a checkpoint to the last bit", arguments: [1, 3, 6])
  func resumes(at stop: Int) throws {
    try withLBFGS {
      let scratch = try Scratch()
      let whole = try Trainer<Float>(configuration())
      try whole.run()
      #expect(whole.history.count == 8 && whole.history[7].report.loss < whole.history[0].report.loss)
      #expect(whole.history.map { $0.report.figures["pairs"] } == [0, 1, 2, 3, 3, 3, 3, 3])

      var short = try configuration()
      short.iterations = stop
      let part = try Trainer<Float>(short)
      try part.run()
      try part.checkpoint.write(to: scratch.file("c.h5"))
      let stored = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
      #expect(stored.state == part.state)
      #expect(try lines(stored.history) == lines(part.history))
      let resumed = try Trainer(stored, configuration: configuration())
      try resumed.run()
      #expect(resumed.parameters.elements.map(\.bitPattern) == whole.parameters.elements.map(\.bitPattern))
      #expect(resumed.optimizerState == whole.optimizerState)
      #expect(try lines(resumed.history) == lines(whole.history))
    }
  }

  @Test("is inspected and checked like any other")
  func inspected() throws {
    try withLBFGS {
      let scratch = try Scratch()
      let trainer = try Trainer<Double>(configuration(", precision: double"))
      try trainer.run()
      let path = scratch.file("c.h5")
      try trainer.checkpoint.write(to: path)
      let report = try FileReport(of: AdmittedFile(path))
      #expect(report.missing.isEmpty)
      let history = try #require(report.history)
      #expect(history["pairs"]?.numbers == [0, 1, 2, 3, 3, 3, 3, 3])
      #expect(history.display.table == ["gradient_norm", "alpha", "pairs"])
      #expect(!history.ownColumns.contains { $0.name == "lambda" } && history.outcomes.isEmpty)

      let checkpoint = try Checkpoint<Double>(contentsOf: path)
      #expect(checkpoint.lambda == nil)
      let suite = try InvariantSuite(
        trainer.network, at: checkpoint.parameters, over: checkpoint.configuration.sequences(3))
      let checks = try suite.run(only: ["gradient", "repetition"])
      #expect(checks.passed && checks.checks.count == 2)
    }
  }

  @Test("has options like any other, and only where it is known")
  func options() throws {
    let layer = try withLBFGS {
      let configuration = try configuration()
      #expect(configuration.optimizer.as(LBFGSOptions.self)?.memory == 3)
      let yaml = configuration.layer.yaml
      #expect(yaml.contains("\nmemory: 3\n") && yaml.contains("\noptimizer: lbfgs\n") && !yaml.contains("lambda"))
      #expect(try ExperimentConfiguration(ConfigurationLayer(yaml: yaml, source: "test")) == configuration)
      return configuration.layer
    }
    func refusal(_ yaml: String) -> String {
      withLBFGS {
        let error = #expect(throws: TrainingError.self) {
          _ = try ExperimentConfiguration(ConfigurationLayer(yaml: "{task: addition, \(yaml)}", source: "test"))
        }
        return error?.description ?? ""
      }
    }
    #expect(refusal("optimizer: lbfgs, memory: 0") == "--memory should be at least 1, got 0")
    #expect(refusal("optimizer: lbfgs, memory: 1001") == "--memory should be at most 1000, got 1001")
    #expect(
      refusal("optimizer: lbfgs, mu: 0.1")
        == "--mu is an option of Hessian-free optimization: leave it out with --optimizer lbfgs")
    #expect(
      refusal("optimizer: adam, memory: 3") == "--memory is an option of L-BFGS: leave it out with --optimizer adam"
    )
    #expect(refusal("optimizer: lbfgs, memory: few").contains("memory should be a whole number"))
    // Where nobody has registered it, neither its name nor its option are known.
    for yaml in [layer.yaml, "{task: addition, memory: 3}", "{task: addition, optimizer: lbfgs}"] {
      #expect(throws: TrainingError.self) { try ConfigurationLayer(yaml: yaml, source: "test") }
    }
  }

  @Test("is refused with one sentence where its state was tampered with")
  func damaged() throws {
    try withLBFGS {
      let scratch = try Scratch()
      let trainer = try Trainer<Float>(configuration())
      try trainer.run()
      let path = scratch.file("c.h5")
      for (pairs, words) in [(4, "'pairs' of /optimizer should be a number from 0 to 3"), (-1, "'pairs'")] {
        var state = trainer.state
        var inner = try #require(state.optimizer.as(LBFGSState<Float>.self))
        inner.memory = 9
        if pairs > 3 { inner.pairs = pairs }
        inner.scale = pairs < 0 ? -1 : 1
        state.optimizer = StoredState(inner)
        try Checkpoint(
          configuration: trainer.configuration, state: state, history: trainer.history, records: trainer.records
        ).write(to: path)
        let error = #expect(throws: TrainingError.self) { _ = try Checkpoint<Float>(contentsOf: path) }
        let expected = pairs < 0 ? "'scale' of /optimizer should be a number of at least 0" : words
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
      }
    }
  }
}
