import Optimization
import Inspection
import LinearAlgebra
import Losses
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// A loss that the program does not have is one file, ``HuberLoss``, and one line.
@Suite("A loss of one's own")
struct HuberLossTests {
  private func registered<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Loss.$functions.withValue(Loss.functions + [HuberLoss()], operation: body)
  }

  @Test("passes every check", arguments: ["tanh", "lstm"])
  func check(cell: String) throws {
    let definition = NetworkDefinition(
      cell: cell, input: .features(2), hidden: 5, outputs: 3, loss: Loss(HuberLoss()))
    for seed in UInt64(1)...3 {
      let report = try Model(definition, seed: seed).suite().run()
      for check in report.checks where !check.passed {
        Issue.record("\(check.name): \(check.figure) > \(check.bound) at \(check.place)")
      }
    }
  }

  @Test("has a Fisher matrix that is not its Gauss-Newton matrix")
  func fisher() throws {
    let model = Model(NetworkDefinition(input: .features(2), hidden: 4, outputs: 2, loss: Loss(HuberLoss())))
    let network = try Network<Double>(model.definition)
    let θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
    let linearization = BatchEvaluator(network, pool: WorkerPool(threads: 1))
      .linearize(at: θ, over: try Batch(model.view, for: network))
    var generator = Philox(seed: 8, stream: 1)
    let v = Vector((0..<θ.count).map { _ in generator.normal() })
    var (sampled, mean, product) = (Vector<Double>(count: θ.count), Vector<Double>(count: θ.count), v)
    let draws = 4000
    for draw in 1...draws {
      linearization.samplingSeed = UInt64(draw)
      linearization.product(.monteCarloFisher, v, into: &sampled)
      mean.add(1 / Double(draws), sampled)
    }
    linearization.product(.fisher, v, into: &product)
    var gaussNewton = v
    linearization.product(.gaussNewton, v, into: &gaussNewton)
    // A mean of so many draws is some 2 % off.
    mean.add(-1, product)
    #expect(mean.norm < 0.06 * product.norm)
    gaussNewton.add(-1, product)
    #expect(gaussNewton.norm > 0.1 * product.norm)
  }

  @Test("trains from a data file, is kept in a checkpoint, resumed to the bit and inspected")
  func run() throws {
    let scratch = try Scratch()
    try registered {
      var generator = Philox(seed: 3, stream: 3)
      let offsets = (0...40).map { $0 * 6 }
      let set = SequenceSet(
        offsets: offsets, inputs: .real((0..<240).map { _ in generator.normal() }, features: 1),
        targets: .real((0..<240).map { _ in 3 * generator.normal() }, outputs: 1), weights: nil)
      let content = SequenceFileContent(
        inputs: .real(features: 1), targets: .real(outputs: 1), isWeighted: false)
      try SequenceFile.write(to: scratch.file("d.h5"), SequenceFileDescription(loss: Loss(HuberLoss())), content) {
        try $0.append(set, to: .train)
      }
      var layer = ConfigurationLayer()
      (layer.data, layer.hidden, layer.gradientBatch, layer.threads) = (scratch.file("d.h5"), 6, 40, 1)
      (layer.curvatureBatch, layer.backtrackingBatch, layer.validationBatch) = (20, 20, 20)
      (layer.recipe, layer.iterations) = (.longRange, 6)
      let whole = try Trainer<Float>(ExperimentConfiguration(layer))
      try whole.run()
      #expect(whole.history.last!.report.loss < whole.history[0].report.loss)

      layer.iterations = 3
      let first = try Trainer<Float>(ExperimentConfiguration(layer))
      try first.run()
      try first.checkpoint.write(to: scratch.file("c.h5"))
      let checkpoint = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
      #expect(checkpoint.configuration.network.loss == Loss(HuberLoss()))
      var longer = checkpoint.configuration
      longer.iterations = 6
      let second = try Trainer(checkpoint, configuration: longer)
      try second.run()
      #expect(second.parameters.elements == whole.parameters.elements)

      let subject = try InspectionSubject(
        checkpoint, at: checkpoint.state.parameters, checkpoint.configuration, split: .train, count: 20)
      let flow = try GradientFlow(subject)
      #expect(flow.sequences == 20)
    }
  }
}
