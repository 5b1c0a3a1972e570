import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Testing
import Training

@Suite("Wrong sequences")
struct WrongShareTests {
  @Test(
    "The share of wrong sequences agrees with an independent network and rule",
    arguments: [
      "addition", "xor", "temporal-order", "random-permutation", "memorization-5", "memorization-20", "adding-fixed",
    ], [Precision.float, .double])
  func agrees(task: String, precision: Precision) throws {
    switch precision {
    case .float: try agrees(task, Float.self)
    case .double: try agrees(task, Double.self)
    }
  }

  private func agrees<Element: Scalar>(_ task: String, _: Element.Type) throws {
    let variant = task.hasPrefix("memorization-2") ? "recall-only" : ""
    let length = task.hasPrefix("memorization") ? 2 : 10
    let configuration = try Small.configuration(task, length: length) {
      $0.variant = variant
      $0.iterations = 4
      $0.targetWrong = 1e-9
    }
    let trainer = try Trainer<Element>(configuration)
    let definition = try SequenceTasks.named(task, variant: variant)
    let size = configuration.validationBatch
    var step = 0
    let summary = try trainer.run { row in
      // Each validation takes the sequences after those of the one before.
      let set =
        definition.fixedSize(length: length) == nil
        ? definition.makeSequences(
          step * size..<(step + 1) * size, seed: configuration.seed, split: .validation, length: length)
        : definition.makeSplit(.validation, size: size, seed: configuration.seed, length: length)
      let plain = PlainNetwork(trainer.network, parameters: trainer.parameters)
      let wrong = (0..<set.count).count { plain.isWrong(set, sequence: $0, task: task) }
      #expect(row.validation.sequences == set.count)
      // In single precision a prediction at the very bound may fall to either side.
      #expect(abs((row.validation.wrong ?? -9) - wrong) <= (Element.self == Float.self ? 1 : 0), "step \(step)")
      step += 1
    }
    #expect(step == 4 || summary.solved == true)
  }

  @Test(
    "Where predictions are not finite every sequence is wrong",
    arguments: ["addition", "xor", "temporal-order", "memorization-5"])
  func notFinite(task: String) throws {
    // Finite parameters whose states overflow: linear units with huge weights.
    let configuration = try Small.configuration(task) {
      $0.activation = .linear
      $0.initializer = .identity
      $0.inputScale = 1e38
      $0.iterations = 1
      $0.hidden = 60
    }
    let trainer = try Trainer<Float>(configuration)
    let summary = try trainer.run { row in
      if !row.validation.loss.isFinite { #expect(row.validation.wrongShare == 1) }
    }
    if summary.loss == nil { #expect(summary.wrong == 1) }
    #expect(summary.solved == false)
  }
}
