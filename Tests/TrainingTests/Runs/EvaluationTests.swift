import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Synchronization
import Testing
import Training

@Suite("Evaluation in parts")
struct EvaluationTests {
  @Test(
    "Parts of a thousand sequences score as one batch of them all",
    arguments: ["addition", "copy"], [Normalization.sequence, .step])
  func parts(task: String, normalization: Normalization) throws {
    let configuration = try Small.configuration(task) { ($0.normalization, $0.precision) = (normalization, .double) }
    let θ = try Trainer<Double>(configuration).parameters
    let sequences = try configuration.sequences(2300, of: .test)
    let network = try Network<Double>(configuration.network)
    let batch = try Batch<Double>(sequences, for: network)
    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1), normalization: normalization)
    let whole = evaluator.loss(at: θ, over: batch)
    let evaluation = try #require(try Evaluation(of: θ, configuration, split: .test, count: 2300))
    #expect(evaluation.score.sequences == 2300)
    #expect(abs(evaluation.score.loss - whole) < 1e-12 * whole)
    let steps = batch.totalWeight / Double(batch.sequences)
    let perStep = try #require(evaluation.lossPerStep)
    #expect(abs(perStep - (normalization == .step ? whole : whole / steps)) < 1e-12 * whole)
    #expect(evaluation.meanSquaredError == (task == "addition" ? 2 * perStep : nil))
  }

  @Test(
    "The squared error of shares is that of their probabilities, summed over outputs", arguments: ["xor", "addition"])
  func summedSquares(task: String) throws {
    let configuration = try Small.configuration(task) { ($0.precision, $0.threads) = (.double, 2) }
    let θ = try Trainer<Double>(configuration).parameters
    let evaluation = try #require(try Evaluation(of: θ, configuration, split: .test, count: 1500))
    guard task == "xor" else { return #expect(evaluation.summedSquares == nil) }
    let network = try Network<Double>(configuration.network)
    let batch = try Batch<Double>(configuration.sequences(1500, of: .test), for: network)
    let sums = Mutex((squares: 0.0, ones: 0.0))
    _ = BatchEvaluator(network, pool: WorkerPool(threads: 1)).loss(at: θ, over: batch) { chunk, scored, predictions in
      guard case .values(let targets) = chunk.targets else { return }
      for (row, place) in scored.enumerated() {
        let (p, y) = (predictions[row, 0], targets[place, 0])
        sums.withLock { $0 = ($0.squares + (p - y) * (p - y), $0.ones + y) }
      }
    }
    let (squares, ones) = sums.withLock { ($0.squares / 1500, $0.ones / 1500) }
    let found = try #require(evaluation.summedSquares)
    #expect(abs(found.value - squares) < 1e-6 && !found.isOfFractions)
    #expect(abs(found.constant - ones * (1 - ones)) < 1e-12)
  }

  @Test("A psychometric table counts choices by context, evidence and coherence, in parts as in one")
  func psychometric() throws {
    let configuration = try Small.configuration("context-integration") { $0.precision = .double }
    let trainer = try Trainer<Double>(configuration)
    let task = try SequenceTasks.named("context-integration")
    // A network that always says 1: nothing of its state reaches the output but a bias.
    var θ = Vector<Double>(count: trainer.parameters.count)
    θ[try #require(trainer.network.layout["b_o"]).offset] = 1
    let count = 1300
    let evaluation = try #require(try Evaluation(of: θ, configuration, split: .test, count: count))
    let points = try #require(evaluation.psychometric?.points)
    #expect(points.count == 40 && points.allSatisfy { $0.ones == $0.trials })
    let conditions = try (0..<count).map {
      try #require(
        task.condition(index: $0, seed: configuration.seed, split: .test, length: configuration.length))
    }
    for point in points {
      let expected = conditions.count {
        $0.context == point.context && $0.coherences[point.evidence] == point.coherence
      }
      #expect(point.trials == expected, "\(point)")
    }
    let down = conditions.count { $0.coherences[$0.context]! < 0 }
    #expect(evaluation.score.wrong == down)
    // The same network turned round says 0 each time.
    θ.scale(-1)
    let other = try #require(try Evaluation(of: θ, configuration, split: .test, count: count))
    #expect(other.psychometric?.points.allSatisfy { $0.ones == 0 } == true)
    #expect(
      try Evaluation(
        of: Trainer<Double>(Small.configuration("addition")).parameters, Small.configuration("addition"), split: .test,
        count: 5)?.psychometric == nil)
  }

  @Test("Sequences are scored in noise where somebody asks for it, the same noise each time")
  func noise() throws {
    let configuration = try Small.configuration("sine") { ($0.cell, $0.stateNoise) = ("rate", 0.5) }
    let θ = try Trainer<Float>(configuration).parameters
    func loss(_ change: (inout TrainingNoise) -> Void = { _ in }) throws -> Double {
      var noise = TrainingNoise()
      change(&noise)
      return try #require(try Evaluation(of: θ, configuration, split: .test, count: 40, in: noise)).score.loss
    }
    let plain = try Small.configuration("sine") { $0.cell = "rate" }
    let expected = try Evaluation(of: θ, plain, split: .test, count: 40)?.score.loss
    #expect(try loss() == expected)
    let noisy = try loss { $0.stateNoise = 0.5 }
    #expect(try noisy != loss() && noisy == loss { $0.stateNoise = 0.5 })
    #expect(try loss { $0.inputNoise = 0.5 } != loss())
  }

  @Test("A task that hides its answer in noise is solved beside its ideal observer, at each length")
  func idealObserver() throws {
    let configuration = try Small.configuration("perceptual-decision") { $0.targetWrong = 0.02 }
    for length in [10, 100] {
      let ideal = PerceptualDecisionTask().baseline(length: length).idealWrongShare
      #expect(configuration.solvedBelow(at: length) == 0.02 + ideal)
    }
    #expect(try Small.configuration("addition") { $0.targetWrong = 0.02 }.solvedBelow(at: 100) == 0.02)
  }
}
