import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Runs with dropout, noise of inputs and states, a penalty on rates, and weight decay of some kinds of parameters.
@Suite("Regularization of a run")
struct RegularizationRunTests {
  private static let optimizers = ["hf", "dual", "lbfgs", "adam", "adamw", "kfac", "soap", "muon"]

  /// A run of four steps of two layers on real features, or on all the sequences that a task has.
  private static func configuration(
    _ name: String, _ task: String = "addition", _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    let kind = try #require(OptimizerKind(rawValue: name))
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.seed, layer.threads) = (task, 10, 3, 2)
    layer.layers = .list([LayerDefinition("tanh", units: 9), LayerDefinition("rate", units: 9, options: ["tau": 3])])
    (layer.optimizer, layer.iterations, layer.validationBatch, layer.targetWrong) = (kind, 4, 60, 1e-9)
    let roles = OptimizerKind.table.first { $0.name == name }?.roles ?? []
    for role in roles {
      switch role {
      case .gradient: layer.gradientBatch = 70
      case .curvature: layer.curvatureBatch = 60
      case .backtracking: layer.backtrackingBatch = 50
      case .validation: break
      }
    }
    (layer.dropout, layer.inputNoise, layer.stateNoise) = (0.3, task == "addition" ? 0.1 : 0, 0.2)
    if name != "dual" { layer.ratePenalty = 0.01 }
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  private static func trained(
    _ configuration: ExperimentConfiguration, threads: Int = 1
  ) throws -> Trainer<Float> {
    var configuration = configuration
    configuration.threads = threads
    let trainer = try Trainer<Float>(configuration)
    try trainer.run()
    return trainer
  }

  @Test("The steps have the same bits on any number of threads, and others than without noise", arguments: optimizers)
  func threads(_ name: String) throws {
    let configuration = try Self.configuration(name)
    let expected = try Self.trained(configuration)
    #expect(expected.history.contains { $0.report.accepted })
    for threads in [2, 3] {
      let other = try Self.trained(configuration, threads: threads)
      #expect(Bits.of(other.state) == Bits.of(expected.state), "\(threads) threads")
    }
    for change: (inout ConfigurationLayer) -> Void in [
      { $0.dropout = 0 }, { $0.inputNoise = 0 }, { $0.dropoutMask = .sequence }, { $0.inputDropout = 0.1 },
      { $0.stateNoise = 0 }, { if name != "dual" { $0.ratePenalty = 0 } else { $0.stateNoise = 0.1 } },
    ] {
      #expect(try Self.trained(Self.configuration(name, "addition", change)).parameters != expected.parameters)
    }
  }

  @Test(
    "A run that stops after every step is the run that never stops, on fresh sequences and on all there are",
    arguments: optimizers, ["addition", "memorization-5"])
  func resumption(_ name: String, _ task: String) throws {
    if name == "dual" && task != "addition" { return }
    let configuration = try Self.configuration(name, task)
    let whole = try Self.trained(configuration)
    let scratch = try Scratch()
    for stop in 0..<4 {
      var first = configuration
      first.iterations = stop
      try Self.trained(first).checkpoint.write(to: scratch.file("c.h5"))
      let second = try Trainer(Checkpoint<Float>(contentsOf: scratch.file("c.h5")), configuration: configuration)
      try second.run()
      #expect(Bits.of(second.state) == Bits.of(whole.state), "after step \(stop)")
      #expect(second.history.map { Bits.of($0) } == whole.history.map { Bits.of($0) })
    }
  }

  @Test(
    "Noise and penalty are none of validation: the same parameters have the same validation loss with them and without")
  func validation() throws {
    func losses(_ size: Double) throws -> (training: Double, validation: Double) {
      let configuration = try Self.configuration("adam") {
        ($0.dropout, $0.inputNoise, $0.ratePenalty) = (size, size, size)
        ($0["learning-rate"], $0["updates-per-step"], $0.iterations) = (1e-30, 1, 1)
      }
      let first = try #require(Self.trained(configuration).history.first)
      return (first.report.loss, first.validation.loss)
    }
    let (without, with) = (try losses(0), try losses(0.5))
    #expect(with.validation == without.validation && with.training > without.training)
  }

  @Test("A penalty on rates makes them smaller")
  func rates() throws {
    func rates(_ ρ: Double) throws -> Double {
      let trainer = try Self.trained(
        Self.configuration("hf") { ($0.ratePenalty, $0.dropout, $0.stateNoise) = (ρ, 0, 0) })
      let view = try trainer.configuration.sequences(50, of: .validation)
      let batch = try Batch(view, for: trainer.network)
      let evaluator = BatchEvaluator(trainer.network, pool: WorkerPool(threads: 1))
      return evaluator.loss(at: trainer.parameters, over: batch.penalizingRates(1))
        - evaluator.loss(at: trainer.parameters, over: batch)
    }
    #expect(try rates(1) < 0.5 * rates(0))
  }

  @Test("Exact steps go without a penalty on rates")
  func dual() throws {
    let error = Small.error {
      _ = try Self.configuration("dual") { $0.ratePenalty = 0.5 }
    }
    #expect(
      error?.description
        == "--rate-penalty should be left out with --optimizer dual, which works with sequences that have few rows: every step would have some, got 0.5"
    )
    // Where nobody chooses, another optimizer is taken.
    for (ρ, expected) in [(nil, "dual"), (0, "dual"), (0.5, "hf")] as [(Double?, String)] {
      var layer = ConfigurationLayer()
      (layer.task, layer.length, layer.ratePenalty) = ("addition", 30, ρ)
      #expect(try ExperimentConfiguration(layer).optimizerKind.rawValue == expected)
    }
  }

  @Test("The same sequences, all there are, have other masks in each step, and one in all roles of a step")
  func wholes() throws {
    // Steps too short to move anything: the loss differs by the masks alone.
    let adam = try Self.trained(
      Self.configuration("adam", "memorization-5") {
        ($0["learning-rate"], $0["updates-per-step"], $0.iterations) = (1e-30, 1, 3)
      })
    #expect(Set(adam.history.map(\.report.loss)).count == 3)
    let trainer = try Self.trained(Self.configuration("hf", "memorization-5") { $0.iterations = 2 })
    // One batch of noise a step, however many roles it serves.
    #expect(trainer.state.standing.progress.noises == 2)
  }

  @Test("Decay that is decoupled reaches the kinds of parameters that are asked for")
  func decoupled() throws {
    let layout = try Trainer<Float>(Self.configuration("adamw")).network.layout
    for kinds in [[ParameterKind.recurrent], [.bias, .output], ParameterKind.allCases] {
      func run(_ decay: Double) throws -> Vector<Float> {
        try Self.trained(
          Self.configuration("adamw") {
            ($0.dropout, $0.inputNoise, $0.weightDecay, $0.weightDecayBlocks) = (0, 0, 0, kinds)
            ($0.iterations, $0["updates-per-step"], $0["decoupled-weight-decay"]) = (1, 1, .number(decay))
          }
        ).parameters
      }
      var start = try Trainer<Float>(Self.configuration("adamw")).parameters
      let (with, without) = (try run(0.5), try run(0))
      start.scale(-0.5 * Self.rate)
      for (index, block) in layout.blocks.enumerated() {
        let decays = layout.kind(ofBlock: index).map(kinds.contains) ?? false
        for i in block.range {
          let expected = decays ? Double(start[i]) : 0
          expectClose(Double(with[i]) - Double(without[i]), expected, tolerance: 3e-7, "−η λ θ in \(block.name)")
        }
      }
    }
  }

  /// η of AdamW's first update where nobody chooses.
  private static var rate: Double { FirstOrderOptions(.adamw).learningRate }
}
