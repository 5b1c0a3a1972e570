import DurableFiles
import Inspection
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import Training

@Suite("An optimizer of somebody else's, Barzilai and Borwein's")
struct OwnOptimizerTests {
  /// The one line by which it is known.
  private func withOwn<Result>(_ body: () throws -> Result) rethrows -> Result {
    try OptimizerKind.$table.withValue(OptimizerKind.table + [BarzilaiBorweinOptions()], operation: body)
  }

  private func configuration(_ yaml: String = "") throws -> ExperimentConfiguration {
    let base = """
      {task: memorization-5, length: 3, hidden: 12, threads: 1, seed: 3, gradient-batch: 40, validation-batch: 40,
      target-wrong: 1.0e-9, optimizer: barzilai-borwein, first-length: 0.25, iterations: 8
      """.replacing("\n", with: " ")
    return try ExperimentConfiguration(ConfigurationLayer(yaml: base + yaml + "}", source: "test"))
  }

  /// The reports of a history, numbers that are none included.
  private func lines(_ history: [HistoryRow]) throws -> [String] { try history.map { try JSONText.line($0.report) } }

  @Test("trains, and goes on from a checkpoint to the last bit", arguments: [1, 3, 6])
  func resumes(at stop: Int) throws {
    try withOwn {
      let scratch = try Scratch()
      let whole = try Trainer<Float>(configuration())
      try whole.run()
      let losses = whole.history.map(\.report.loss)
      #expect(losses.count == 8 && losses.dropFirst().contains { $0 < losses[0] })
      #expect(whole.history.map { $0.report.figures["steps_remembered"] } == [0, 1, 1, 1, 1, 1, 1, 1])

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
    try withOwn {
      let scratch = try Scratch()
      let trainer = try Trainer<Double>(configuration(", precision: double"))
      try trainer.run()
      let path = scratch.file("c.h5")
      try trainer.checkpoint.write(to: path)
      let report = try FileReport(of: AdmittedFile(path))
      #expect(report.missing.isEmpty)
      let history = try #require(report.history)
      #expect(history["steps_remembered"]?.numbers == [0, 1, 1, 1, 1, 1, 1, 1])
      #expect(history.display.table == ["gradient_norm", "step_length"])
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
    let layer = try withOwn {
      let configuration = try configuration()
      #expect(configuration.optimizer.as(BarzilaiBorweinOptions.self)?.firstLength == 0.25)
      let yaml = configuration.layer.yaml
      #expect(yaml.contains("\nfirst-length: 0.25\n") && yaml.contains("\noptimizer: barzilai-borwein\n"))
      #expect(!yaml.contains("lambda"))
      #expect(try ExperimentConfiguration(ConfigurationLayer(yaml: yaml, source: "test")) == configuration)
      return configuration.layer
    }
    func refusal(_ yaml: String) -> String {
      withOwn {
        let error = #expect(throws: TrainingError.self) {
          _ = try ExperimentConfiguration(ConfigurationLayer(yaml: "{task: addition, \(yaml)}", source: "test"))
        }
        return error?.description ?? ""
      }
    }
    #expect(
      refusal("optimizer: barzilai-borwein, first-length: 0") == "--first-length should be a number above 0, got 0.0")
    #expect(
      refusal("optimizer: barzilai-borwein, mu: 0.1")
        == "--mu is an option of Hessian-free optimization: choose it with --optimizer hf, or leave it out with barzilai-borwein"
    )
    #expect(
      refusal("optimizer: adam, first-length: 3")
        == "--first-length is an option of Barzilai and Borwein's method: choose it with --optimizer barzilai-borwein, or leave it out with adam"
    )
    #expect(
      refusal("optimizer: barzilai-borwein, first-length: some").contains(
        "first-length should be a finite decimal number"))
    // Where nobody has registered it, neither its name nor its option are known.
    for yaml in [layer.yaml, "{task: addition, first-length: 3}", "{task: addition, optimizer: barzilai-borwein}"] {
      #expect(throws: TrainingError.self) { try ConfigurationLayer(yaml: yaml, source: "test") }
    }
  }

  @Test("is refused with one sentence where its state was tampered with")
  func damaged() throws {
    try withOwn {
      let scratch = try Scratch()
      let trainer = try Trainer<Float>(configuration())
      try trainer.run()
      let path = scratch.file("c.h5")
      for (remembered, scale, words) in [
        (2, 1.0, "'remembered' of /optimizer should be a number from 0 to 1"),
        (1, -1, "'scale' of /optimizer should be a number of at least 0"),
      ] {
        var state = trainer.state
        var inner = try #require(state.optimizer.as(BarzilaiBorweinState<Float>.self))
        (inner.remembered, inner.scale) = (remembered, scale)
        state.optimizer = StoredState(inner)
        try Checkpoint(
          configuration: trainer.configuration, state: state, history: trainer.history, records: trainer.records
        ).write(to: path)
        let error = #expect(throws: TrainingError.self) { _ = try Checkpoint<Float>(contentsOf: path) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
      }
    }
  }
}
