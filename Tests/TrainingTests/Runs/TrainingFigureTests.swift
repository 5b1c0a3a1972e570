import HDF5
import LinearAlgebra
import Losses
import Optimization
import SequenceData
import TestSupport
import Testing
import Training

/// What people read beside the training loss. Where every batch is all the sequences that there are, and so is validation, a
/// step has at its beginning what validation had after the step before.
@Suite("The training figure beside the loss")
struct TrainingFigureTests {
  static let optimizers = ["hf", "lbfgs", "adam", "kfac"]

  private static func layer(_ name: String) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    let kind = OptimizerKind(named: name)
    layer.optimizer = kind
    (layer.recipe, layer.hidden, layer.seed, layer.threads, layer.iterations) = (.longRange, 8, 3, 2, 5)
    (layer.gradientBatch, layer.validationBatch, layer.weightDecay, layer.targetWrong) = (500, 500, 0.01, 1e-9)
    if kind.defaults.has("updates-per-step") { layer["updates-per-step"] = 1 }
    if name == "adam" { layer["learning-rate"] = 0.01 }
    return layer
  }

  private static func check(
    _ layer: ConfigurationLayer, changes: Bool, _ value: (HistoryRow) -> Double?
  ) throws {
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    try trainer.run()
    let rows = trainer.history
    #expect(rows.count > 2 && rows.allSatisfy { $0.training != nil })
    for (before, row) in zip(rows, rows.dropFirst()) {
      let expected = try #require(value(before))
      expectClose(
        try #require(row.training), expected, tolerance: 1e-9 * (1 + expected), "after step \(before.report.step)")
    }
    if changes { #expect(Set(rows.map(\.training)).count > 1, "something changes") }
    // It comes back from a checkpoint, column by column.
    let scratch = try Scratch()
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Double>(contentsOf: scratch.file("c.h5")).history
    #expect(read.map(\.training) == rows.map(\.training))
  }

  @Test("of data with a rule is the share of wrong sequences", arguments: optimizers)
  func wrongShare(_ name: String) throws {
    var layer = Self.layer(name)
    (layer.task, layer.length, layer.precision) = ("memorization-5", 2, .double)
    try Self.check(layer, changes: name == "hf") { $0.validation.wrongShare }
    layer.iterations = 1
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    try trainer.run()
    #expect(try JSONText.line(trainer.history[0]).contains("\"training_wrong\":"))
  }

  @Test(
    "of other data is that of validation: the squared error, or the share of right steps or outputs",
    arguments: ["addition", "temporal-order", "xor"], optimizers)
  func quality(_ task: String, _ name: String) throws {
    let scratch = try Scratch()
    let task = try SequenceTasks.named(task)
    let set = task.makeSequences(0..<60, seed: 1, split: .train, length: 10)
    try SequenceFile.write(
      to: scratch.file("d.h5"), SequenceFileDescription(loss: task.loss), SequenceFileContent(task), growing: .memory
    ) { try $0.append(set, to: .train) }
    var layer = Self.layer(name)
    (layer.data, layer.precision) = (scratch.file("d.h5"), .double)
    try Self.check(layer, changes: task.loss == .squaredError) { $0.quality?.value }
    // With a penalty on rates the loss does not tell the squared error; what is right is counted as before.
    (layer.ratePenalty, layer.iterations) = (0.1, 1)
    let penalized = try Trainer<Double>(ExperimentConfiguration(layer))
    try penalized.run()
    #expect((penalized.history[0].training == nil) == (task.loss == .squaredError))
  }

  @Test("of several updates is that of all their batches, each counted once")
  func updates() throws {
    var layer = Self.layer("adam")
    (layer.task, layer.length, layer["updates-per-step"], layer["learning-rate"]) = ("temporal-order", 10, 6, 1e-30)
    (layer.gradientBatch, layer.validationBatch, layer.iterations) = (50, 300, 1)
    let whole = try Trainer<Double>(ExperimentConfiguration(layer))
    try whole.run()
    // The same 300 sequences in one batch.
    (layer["updates-per-step"], layer.gradientBatch) = (1, 300)
    let one = try Trainer<Double>(ExperimentConfiguration(layer))
    try one.run()
    let (found, expected) = (try #require(whole.history[0].training), try #require(one.history[0].training))
    expectClose(found, expected, tolerance: 1e-12, "the share of six batches")
    #expect(expected > 0)
  }

  @Test("of a step without a gradient there is none, nor of text")
  func none() throws {
    let dual = try Trainer<Float>(Small.dual("addition") { $0.iterations = 2 })
    try dual.run()
    #expect(dual.history.allSatisfy { $0.training == nil })
    let text = try TextRun().trainer(Float.self, steps: 1)
    #expect(text.history.allSatisfy { $0.training == nil })
    #expect(try !JSONText.line(text.history[0]).contains("training_"))
  }
}
