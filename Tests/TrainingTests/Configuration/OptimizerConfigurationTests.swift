import LinearAlgebra
import Optimization
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("Configuration of the optimizer")
struct OptimizerConfigurationTests {
  static let firstOrder = [
    "learning-rate", "learning-rate-decay", "schedule", "schedule-updates", "schedule-seconds",
    "schedule-warm-up", "momentum", "clip-norm",
    "decoupled-weight-decay", "updates-per-step",
  ]
  static let hessianFree = [
    "curvature-batch", "backtracking-batch", "curvature", "cg-iterations", "cg-tolerance", "cg-residual",
    "cg-patience", "warm-start", "preconditioner", "lambda", "damping", "lambda-factor", "mu", "line-search",
    "rho-batch",
    "rho-denominator",
  ]

  @Test("Choices of another optimizer are refused by name")
  func otherOptimizers() throws {
    let everything = Dictionary(
      uniqueKeysWithValues: ConfigurationTests.everything.split(separator: "\n").map { line in
        (line.prefix { $0 != ":" }, line)
      })
    func refused(_ name: String, _ optimizer: String?) throws -> String {
      let yaml = "task: xor\n\(everything[name[...]]!)\n" + (optimizer.map { "optimizer: \($0)" } ?? "")
      let layer = try ConfigurationLayer(yaml: yaml, source: "test")
      let error = Small.error { _ = try ExperimentConfiguration(layer) }
      #expect(error?.kind == .usage)
      return error?.description ?? ""
    }
    for name in Self.firstOrder {
      for optimizer in [nil, "hf"] {
        #expect(try refused(name, optimizer).hasPrefix("--\(name) is an option of first-order methods: choose one"))
      }
    }
    for name in Self.hessianFree {
      for optimizer in ["sgd", "nesterov", "rmsprop", "adam"] {
        #expect(
          try refused(name, optimizer)
            == "--\(name) is an option of Hessian-free optimization: choose it with --optimizer hf, or leave it out with \(optimizer)"
        )
      }
    }
  }

  @Test("Another optimizer takes nothing over from the one that a run had; the same one does")
  func replacedOptimizer() throws {
    let stored = try Small.configuration("addition", length: 20) { $0["mu"] = 0.5 }.layer
    var layer = ConfigurationLayer()
    layer.optimizer = .adam
    let adam = try ExperimentConfiguration(layer.over(stored))
    #expect(adam.firstOrder == FirstOrderOptions(.adam) && adam.gradientBatch == 100)
    #expect(adam.length == 20 && adam.network.layers[0].units == 12 && adam.validationBatch == 100)
    layer.optimizer = .sgd
    layer["momentum"] = 0.5
    let sgd = try ExperimentConfiguration(layer.over(adam.layer))
    #expect(sgd.firstOrder?.learningRate == 0.01 && sgd.firstOrder?.momentum == 0.5)
    layer = ConfigurationLayer()
    layer.optimizer = .hessianFree
    let back = try ExperimentConfiguration(layer.over(sgd.layer))
    #expect(back.firstOrder == nil && back.optimizerKind == .hessianFree && back.gradientBatch == 2500)
    #expect(try ExperimentConfiguration(layer.over(stored)).hessianFree?.mu == 0.5)
  }

  @Test("The defaults of each first-order method, as they are documented")
  func firstOrderDefaults() throws {
    func options(_ optimizer: OptimizerKind) throws -> FirstOrderOptions? {
      let configuration = try ExperimentConfiguration(
        ConfigurationLayer(yaml: "{task: addition, optimizer: \(optimizer.rawValue)}", source: ""))
      #expect(configuration.optimizerKind == optimizer)
      #expect(configuration.gradientBatch == (optimizer == .hessianFree ? 2500 : 100))
      return configuration.firstOrder
    }
    #expect(try options(.hessianFree) == nil)
    for (optimizer, rate, momentum) in [
      (OptimizerKind.sgd, 0.01, 0.9), (.nesterov, 0.01, 0.9), (.rmsprop, 0.001, 0), (.adam, 0.001, 0.9),
      (.adamw, 0.001, 0.9),
    ] {
      let options = try #require(try options(optimizer))
      #expect(options.learningRate == rate && options.momentum == momentum)
      #expect(options.learningRateDecay == 0 && options.clipNorm == 1 && options.updates == 50)
      #expect(options.decoupledWeightDecay == (optimizer == .adamw ? 0.01 : 0))
    }
  }

  @Test(
    "The norm of clipped gradients is a number, or none",
    arguments: [("2", 2), ("0.5", 0.5), ("0", nil), ("none", nil), ("'none'", nil)] as [(String, Double?)])
  func clipNorm(text: String, norm: Double?) throws {
    let layer = try ConfigurationLayer(yaml: "{task: addition, optimizer: adam, clip-norm: \(text)}", source: "")
    let configuration = try ExperimentConfiguration(layer)
    #expect(configuration.firstOrder?.clipNorm == norm)
    let again = try ExperimentConfiguration(ConfigurationLayer(yaml: configuration.layer.yaml, source: "test"))
    #expect(again == configuration)
  }

  /// A preconditioner that asks for what no curvature has.
  private struct Weather: PreconditionerDefinition {
    var name: String { "weather" }
    var words: String { "tomorrow's weather" }
    var needs: [CurvatureAbility] { [CurvatureAbility("tomorrow's weather") { _ in false }] }
    func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> { IdentityPreconditioner() }
  }

  @Test("A preconditioner that the network cannot build is refused before the first step, in one sentence")
  func missingAbility() throws {
    #expect(throws: TrainingError.self) { try ConfigurationLayer(yaml: "preconditioner: weather", source: "test") }
    try PreconditionerKind.$table.withValue(PreconditionerKind.table + [Weather()]) {
      let layer = try ConfigurationLayer(yaml: "{task: addition, preconditioner: weather, hidden: 3}", source: "test")
      let configuration = try ExperimentConfiguration(layer)
      #expect(configuration.layer["preconditioner"]?.words == "weather")
      let error = Small.error { _ = try Trainer<Float>(configuration) }
      #expect(error?.kind == .usage)
      #expect(
        error?.description
          == "the preconditioner weather is built from tomorrow's weather, which the curvature of this model does not provide: choose another one, or none"
      )
    }
  }
}
