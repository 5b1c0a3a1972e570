import LinearAlgebra
import Optimization
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// K-FAC on networks: as an optimizer, and as the preconditioner of conjugate gradients.
@Suite("Kronecker-factored training")
struct KroneckerFactoredRunTests {
  private func configuration(
    _ cell: String, _ task: String = "addition", _ more: String = ""
  ) throws -> ExperimentConfiguration {
    let yaml = """
      {task: \(task), length: 10, cell: \(cell), hidden: 7, seed: 3, threads: 2, iterations: 4, gradient-batch: 40,
       curvature-batch: 60, validation-batch: 50, target-wrong: 0.000000001, optimizer: kfac, updates-per-step: 6,
       factor-updates: 2, basis-updates: 4, lambda-updates: 3\(more)}
      """
    return try ExperimentConfiguration(ConfigurationLayer(yaml: yaml.replacing("\n", with: " "), source: "test"))
  }

  static let rules = [
    "", ", kfac-damping: factored, schedule: linear, schedule-updates: 40", ", kfac-diagonal: sequences",
    ", step-rule: rescale", ", step-rule: rescale, kfac-diagonal: sequences, precision: float",
    ", kfac-steps: chain", ", kfac-steps: chain, kfac-diagonal: sequences, step-rule: rescale",
  ]

  @Test("goes on from a checkpoint as if it had not stopped, on any number of threads", arguments: rules.indices)
  func resumes(rule: Int) throws {
    let scratch = try Scratch()
    for (cell, task) in [("lstm", "temporal-order"), ("gru", "addition")] {
      let whole = try Trainer<Float>(configuration(cell, task, Self.rules[rule]))
      try whole.run()
      #expect(whole.history.allSatisfy { $0.report.accepted })
      for stop in [1, 3] {
        var configuration = try configuration(cell, task, Self.rules[rule])
        (configuration.iterations, configuration.threads) = (stop, 1)
        let part = try Trainer<Float>(configuration)
        try part.run()
        try part.checkpoint.write(to: scratch.file("c.h5"))
        for threads in [1, 3] {
          let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
          (configuration.iterations, configuration.threads) = (4, threads)
          let rest = try Trainer(read, configuration: configuration)
          try rest.run()
          let words = "\(cell), after step \(stop) on \(threads) threads"
          #expect(Bits.of(rest.state) == Bits.of(whole.state), "\(words)")
          #expect(rest.history.map { Bits.of($0) } == whole.history.map { Bits.of($0) }, "\(words)")
        }
      }
    }
  }

  @Test(
    "keeps as many numbers of factors as the shapes of a network say",
    arguments: [
      "tanh:5", "lstm:4", "gru:4", "mrnn:4", "dense:3", "gru:4,lstm:3,gru:2", "lem:4", "cornn:4", "indrnn:4",
      "mingru:4",
    ])
  func factorNumbers(cell: String) throws {
    for (task, steps) in [("addition", "independent"), ("temporal-order", "chain")] {
      var layer = try configuration("tanh", task, ", kfac-steps: \(steps)").layer
      layer.iterations = 1
      (layer.cell, layer.hidden, layer.activation, layer.layers) = (nil, nil, nil, LayerStack(text: cell))
      let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
      let start = try #require(trainer.state.optimizer.as(FirstOrderState<Double>.self))
      try trainer.run()
      let end = try #require(trainer.state.optimizer.as(FirstOrderState<Double>.self))
      let shapes = ParameterShapes(trainer.network.layout)
      #expect(start.factors.count == shapes.factorNumbers + (steps == "chain" ? shapes.laggedFactorNumbers : 0))
      #expect(end.factorUpdates ?? 0 > 0 && end.factors.count == start.factors.count, "\(cell), \(task)")
    }
  }

  @Test("lowers the loss of a network with any rule", arguments: rules.indices)
  func learns(rule: Int) throws {
    var configuration = try configuration("tanh", "temporal-order", Self.rules[rule])
    (configuration.iterations, configuration.gradientBatch) = (12, 100)
    let trainer = try Trainer<Double>(configuration)
    try trainer.run()
    let losses = trainer.history.map(\.report.loss)
    let last = try #require(losses.last)
    #expect(trainer.history.allSatisfy { $0.report.accepted } && losses.allSatisfy { $0.isFinite })
    #expect(last < 0.8 * losses[0], "\(losses)")
  }

  @Test(
    "makes conjugate gradients need fewer iterations where every step carries loss and damping is weak",
    arguments: ["dense", "tanh", "lstm", "gru"])
  func preconditioned(cell: String) throws {
    func iterations(_ preconditioner: String) throws -> Int {
      let yaml = """
        {task: random-permutation, length: 10, cell: \(cell), hidden: 8, precision: double, seed: 3, threads: 2,
         iterations: 1, gradient-batch: 200, curvature-batch: 200, backtracking-batch: 50, validation-batch: 50,
         cg-iterations: 500, cg-tolerance: 0, cg-residual: 0.001, mu: 0, lambda: 0.0001, normalization: step,
         target-wrong: 0.000000001, preconditioner: \(preconditioner)}
        """
      let layer = try ConfigurationLayer(yaml: yaml.replacing("\n", with: " "), source: "test")
      let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
      try trainer.run()
      #expect(trainer.history[0].report.cgOutcome == .residual)
      return trainer.history[0].report.cgIterations
    }
    let (plain, factored) = (try iterations("none"), try iterations("kfac"))
    #expect(factored < plain, "\(factored) for \(plain)")
    if cell == "tanh" { #expect(2 * factored < plain, "\(factored) for \(plain)") }
  }

  @Test("is refused with one sentence where its factors were tampered with")
  func damaged() throws {
    let scratch = try Scratch()
    let trainer = try Trainer<Float>(configuration("tanh"))
    try trainer.run()
    let state = trainer.state
    func refusal(_ change: (inout FirstOrderState<Float>) -> Void) throws -> String {
      var inner = try #require(state.optimizer.as(FirstOrderState<Float>.self))
      change(&inner)
      var state = state
      state.optimizer = StoredState(inner)
      try Checkpoint(
        configuration: trainer.configuration, state: state, history: trainer.history, records: trainer.records
      ).write(to: scratch.file("c.h5"))
      return Small.error { _ = try Checkpoint<Float>(contentsOf: scratch.file("c.h5")) }?.description ?? ""
    }
    let count = ParameterShapes(trainer.network.layout).factorNumbers
    #expect(
      try refusal { $0.factors = Vector(count: 3) }.contains(
        "/optimizer/factors should have the shape [\(count)], it has [3]"))
    #expect(try refusal { $0.factors[0] = .nan }.contains("/optimizer/factors holds numbers that are not finite"))
    #expect(try refusal { $0.lambda = -1 }.contains("'lambda' of /optimizer should be a number of at least 0"))
  }
}
