import LinearAlgebra
import RecurrentNetworks
import SequenceData
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
}
