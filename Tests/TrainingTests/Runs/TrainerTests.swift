import Optimization
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Runs")
struct TrainerTests {
  private static func solvable(_ length: Int) throws -> ExperimentConfiguration {
    try Small.configuration("temporal-order", length: length) {
      $0.hidden = 30
      $0.gradientBatch = 1000
      $0.curvatureBatch = 200
      $0.backtrackingBatch = 200
      $0.validationBatch = 500
      $0["cg-iterations"] = 60
      $0.minibatches = 2000
    }
  }

  @Test("A network that no memory holds is refused, with its size and the machine's", arguments: OptimizerKind.allCases)
  func beyondMemory(optimizer: OptimizerKind) throws {
    let yaml = "{task: xor, length: 10, optimizer: \(optimizer.rawValue), hidden: 65536, layers: 500}"
    let configuration = try ExperimentConfiguration(ConfigurationLayer(yaml: yaml, source: ""))
    let error = Small.error { _ = try Trainer<Float>(configuration) }
    #expect(error?.kind == .usage)
    let found = try #require(error?.description)
    #expect(found.contains("65536 hidden units × 500 has 4290") && found.contains("memory of this machine"), "\(found)")
  }

  @Test("Temporal order at length 10 is solved, and the summary says so")
  func solves() throws {
    let configuration = try Self.solvable(10)
    let trainer = try Trainer<Float>(configuration)
    var rows: [HistoryRow] = []
    let summary = try trainer.run { rows.append($0) }
    #expect(summary.solved == true)
    #expect(summary.outcome == .solved)
    #expect(summary.task == "temporal-order" && summary.variant == "" && summary.length == 10 && summary.seed == 3)
    #expect(summary.iterations == rows.count)
    #expect(summary.minibatches == rows.last?.cost.minibatches)
    #expect(summary.forwardMinibatches == rows.last?.cost.forwardMinibatches)
    #expect(summary.sequences == Trainer<Float>.testSize)
    #expect(summary.wrong.map { $0 < configuration.targetWrong } == true)
    #expect(summary.loss.map { $0 < (summary.baselineLoss ?? 0) / 2 } == true)
    #expect(summary.baselineWrong == 0.75)
    #expect(summary.seconds >= rows.last!.seconds)
    #expect(summary.tests == rows.count { row in row.notes.contains { $0.hasPrefix("test ") } })
    #expect(rows.map(\.report.step) == Array(1...rows.count))
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.cost.minibatches < $1.cost.minibatches })
  }

  @Test("A run of growing length grows through its lengths and says so")
  func grows() throws {
    var layer = try Self.solvable(14).layer
    layer.lengthSchedule = "10,12"
    let trainer = try Trainer<Float>(ExperimentConfiguration(layer))
    var rows: [HistoryRow] = []
    let summary = try trainer.run { rows.append($0) }
    #expect(summary.solved == true)
    #expect(summary.length == 14)
    let lengths = rows.map(\.length)
    #expect(lengths == lengths.sorted() && Set(lengths) == [10, 12, 14])
    for (row, next) in zip(rows, rows.dropFirst()) {
      #expect((row.length != next.length) == row.notes.contains("length grows to \(next.length)"))
    }
    // The verdict is about the last length only.
    #expect(rows.allSatisfy { row in row.length == 14 || !row.notes.contains { $0.hasPrefix("test ") } })
  }

  @Test("No step is taken where none is asked for; the network is looked at all the same")
  func noSteps() throws {
    let trainer = try Trainer<Double>(Small.configuration("addition") { $0.iterations = 0 })
    let before = trainer.parameters
    let summary = try trainer.run { _ in Issue.record("a step") }
    #expect(summary.outcome == .iterations)
    #expect(summary.iterations == 0 && summary.minibatches == 0)
    #expect(summary.sequences == 100 && summary.loss != nil && summary.wrong != nil)
    #expect(trainer.parameters == before)
  }

  @Test("An interrupted run ends after its present step, and its checkpoint is valid")
  func interruption() throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("addition")
    let trainer = try Trainer<Float>(configuration)
    var steps = 0
    let summary = try trainer.run(
      onStep: { _ in steps += 1 }, until: StopRule(configuration, isRequested: { steps == 2 }))
    #expect(summary.outcome == .interrupted && summary.iterations == 2 && summary.solved == false)
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let checkpoint = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
    #expect(checkpoint.parameters == trainer.parameters && checkpoint.iteration == 2)
  }

  @Test("An error of the listener ends the run")
  func listenerThrows() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition"))
    #expect(throws: TrainingError.self) { try trainer.run { _ in throw TrainingError(.writing, "full") } }
  }

  @Test("Numbers that overflow at the first parameters end the run in words")
  func overflowAtTheStart() throws {
    let trainer = try Trainer<Float>(
      Small.configuration("temporal-order") {
        $0.activation = .linear
        $0.initializer = .identity
        $0.inputScale = 1e38
        $0.hidden = 60
      })
    let summary = try trainer.run()
    #expect(summary.outcome == .overflow && summary.iterations == 1)
    #expect(trainer.parameters.isFinite)
    #expect(try JSONText.line(summary).contains("\"solved\":false"))
  }

  @Test("Parameters that overflow the precision are refused before anything begins")
  func infiniteStart() throws {
    let configuration = try Small.configuration("addition") { $0.inputScale = 1e300 }
    #expect(Small.error { _ = try Trainer<Float>(configuration) }?.kind == .usage)
    _ = try Trainer<Double>(configuration)
  }

  @Test("A run whose every step is rejected ends, and the parameters are as they were")
  func stalls() throws {
    let trainer = try Trainer<Float>(
      Small.configuration("xor") {
        $0.activation = .linear
        $0.inputScale = 1e30
        $0.gradientBatch = 20
        $0.curvatureBatch = 20
      })
    let before = trainer.parameters
    let summary = try trainer.run()
    #expect(summary.outcome == .stalled || summary.outcome == .overflow)
    #expect(summary.iterations <= 200)
    #expect(trainer.parameters == before || summary.iterations > 1)
  }

  @Test("Where a step has led to an overflow the run returns to the parameters before it and says so")
  func returns() throws {
    var returns = 0
    for seed in 1...3 {
      var configuration = try Situation.reckless.configuration()
      configuration.seed = UInt64(seed)
      configuration.iterations = Situation.reckless.steps
      let trainer = try Trainer<Float>(configuration)
      var before: [Vector<Float>] = [trainer.parameters]
      try trainer.run { row in
        if row.notes.contains(where: { $0.contains("back to the step before") }) {
          returns += 1
          #expect(row.report.outcome == .notFinite)
          #expect(before.contains(trainer.parameters))
        }
        before.append(trainer.parameters)
      }
      #expect(trainer.parameters.isFinite)
    }
    #expect(returns > 0)
  }

  @Test("A first-order run whose numbers overflow returns to the step before with half the learning rate, and says so")
  func firstOrderReturns() throws {
    let configuration = try Situation.firstOrderOverflow.configuration()
    var returns = 0
    for seed in UInt64(1)...3 {
      var configuration = configuration
      (configuration.seed, configuration.iterations) = (seed, Situation.firstOrderOverflow.steps)
      let trainer = try Trainer<Float>(configuration)
      var before: [Vector<Float>] = [trainer.parameters]
      var rates = [1.0]
      try trainer.run { row in
        let state = try #require(trainer.optimizerState.firstOrder)
        #expect(trainer.parameters.isFinite && state.firstMoment.isFinite)
        if row.notes.contains(where: { $0.contains("back to the step before") }) {
          returns += 1
          #expect(row.report.outcome == .notFinite && before.contains(trainer.parameters))
          #expect(
            row.notes.contains(
              "the numbers overflowed: back to the step before, with learning rate \(state.learningRate)"))
          #expect(state.learningRate < rates.max()! && state.momentUpdates == 0)
        }
        rates.append(state.learningRate)
        before.append(trainer.parameters)
      }
      #expect(rates == rates.sorted(by: >), "it falls and does not rise again")
    }
    #expect(returns > 0)
  }

  @Test("A first-order run that overflows ten times in a row ends, in words")
  func firstOrderOverflows() throws {
    let configuration = try Small.firstOrder("temporal-order", .sgd) {
      $0.activation = .linear
      $0.inputScale = 1e10
      $0["learning-rate"] = 1e30
      $0["clip-norm"] = "none"
    }
    let trainer = try Trainer<Float>(configuration)
    let before = trainer.parameters
    let summary = try trainer.run()
    #expect(summary.outcome == .overflow && summary.iterations == 11)
    #expect(summary.outcome.explanation.contains("a smaller --learning-rate"))
    #expect(trainer.parameters == before)
    let rates = trainer.history.dropLast().compactMap(\.notes.first).compactMap { $0.split(separator: " ").last }
    #expect(rates.compactMap { Double($0) } == (1...10).map { n in (1...n).reduce(1e30) { rate, _ in rate / 2 } })
  }

  @Test("A first-order method solves temporal order at length 10")
  func firstOrderSolves() throws {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.seed, layer.threads, layer.hidden) = ("temporal-order", 10, 3, 2, 30)
    (layer.optimizer, layer["learning-rate"], layer.minibatches) = (.adam, 0.005, 1500)
    let summary = try Trainer<Float>(ExperimentConfiguration(layer)).run()
    #expect(summary.solved == true && summary.outcome == .solved)
  }

  @Test("A loss taken for each step is compared with a baseline for each step")
  func baselineOfSteps() throws {
    let sequences = try Trainer<Float>(Small.configuration("memorization-5"))
    let steps = try Trainer<Float>(Small.configuration("memorization-5") { $0.normalization = .step })
    #expect(abs(steps.baseline.loss * 20 - sequences.baseline.loss) < 1e-12)
    #expect(steps.baseline.wrongShare == sequences.baseline.wrongShare)
  }

  @Test("A bound on memory changes what is stated, not the result")
  func memory() throws {
    func run(_ limit: String?) throws -> (Int, Vector<Float>) {
      let trainer = try Trainer<Float>(
        Small.configuration("addition", length: 60) {
          $0.memoryLimit = limit
          $0.iterations = 2
        })
      let bytes = try trainer.memoryPlan().bytes
      try trainer.run()
      return (bytes, trainer.parameters)
    }
    let (free, bound) = (try run(nil), try run("40K"))
    #expect(bound.0 < free.0)
    #expect(bound.1 == free.1)
  }

  @Test("What a growth went back from is behind the run: overflows are counted anew, and the length is halved again")
  func returnsAfterOverflow() throws {
    let configuration = try Small.configuration("addition", length: 4000) {
      ($0.lengthSchedule, $0.targetWrong, $0.activation, $0["mu"], $0.hidden) = ("12", 1, .linear, 0, 6)
      ($0.gradientBatch, $0.curvatureBatch, $0.backtrackingBatch, $0.validationBatch) = (20, 10, 10, 10)
      ($0["cg-iterations"], $0.iterations, $0.seed) = (5, 40, 1)
    }
    let trainer = try Trainer<Float>(configuration)
    var returns: [Int] = []
    let summary = try trainer.run { row in
      if row.notes.contains(where: { $0.contains("back to the snapshot") }) { returns.append(row.report.step) }
    }
    #expect(summary.outcome != .overflow && returns.count > 1, "\(summary.outcome) \(returns)")
  }
}
