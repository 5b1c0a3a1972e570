import Losses
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("A run that begins with centered inputs")
struct CenteredStartTests {
  /// Checks b_h = −W_xh x̄, and that nothing else differs from a run that begins without.
  static func check(_ mean: [Double], _ configuration: (Bool?) throws -> ExperimentConfiguration) throws {
    let plain = try Trainer<Double>(configuration(nil)).parameters
    #expect(try Trainer<Double>(configuration(false)).parameters == plain)
    let trainer = try Trainer<Double>(configuration(true))
    let θ = trainer.parameters
    let weights = try #require(trainer.network.layout["W_xh"])
    let bias = try #require(trainer.network.layout["b_h"])
    for i in 0..<weights.rows {
      let shift = mean.indices.reduce(0) { $0 + θ[weights.offset + i * weights.columns + $1] * mean[$1] }
      #expect(abs(θ[bias.offset + i] + shift) < 1e-12)
      #expect(shift != 0)
    }
    let others = plain.elements.indices.filter { !bias.range.contains($0) }
    #expect(others.allSatisfy { plain[$0] == θ[$0] })
  }

  @Test("Of symbols: memorization-5 at T = 10 has 20 steps, 5 of them bits, 14 blank, 1 the cue")
  func symbols() throws {
    try Self.check([0.125, 0.125, 0.7, 0.05]) { centers in
      // With nothing chosen this task has them.
      try Small.configuration("memorization-5") { ($0.centerInputs, $0.precision) = (centers ?? false, .double) }
    }
  }

  @Test("Of real inputs from a file: their mean over its sequences")
  func file() throws {
    let scratch = try Scratch()
    let path = scratch.file("d.h5")
    let task = try SequenceTasks.named("addition")
    try SequenceFile.write(
      to: path, task, length: 10, sizes: [.train: 40, .validation: 5, .test: 5], seed: 3, creator: "a test")
    let mean = task.makeSequences(0..<40, seed: 3, split: .train, length: 10).meanInput
    try Self.check(mean) { centers in
      var layer = Small.layer("addition")
      (layer.task, layer.length, layer.data, layer.centerInputs, layer.precision) = (nil, nil, path, centers, .double)
      return try ExperimentConfiguration(layer)
    }
  }

  @Test("Biases that overflow are refused in a sentence")
  func overflow() throws {
    let scratch = try Scratch()
    let path = scratch.file("d.h5")
    let set = SequenceSet(
      offsets: [0, 2, 4], inputs: .real([1e30, 1e30, 1e30, 1e30], features: 1),
      targets: .real([0, 1, 0, 1], outputs: 1))
    let content = SequenceFileContent(inputs: .real(features: 1), targets: .real(outputs: 1), isWeighted: false)
    try SequenceFile.write(to: path, SequenceFileDescription(loss: .squaredError), content) {
      for split in Split.allCases { try $0.append(set, to: split) }
    }
    func start(_ precision: Precision) throws {
      var layer = Small.layer("addition")
      (layer.task, layer.length, layer.data, layer.centerInputs, layer.recipe) = (nil, nil, path, true, .longRange)
      (layer.inputScale, layer.precision) = (1e20, precision)
      switch precision {
      case .float: _ = try Trainer<Float>(ExperimentConfiguration(layer))
      case .double: _ = try Trainer<Double>(ExperimentConfiguration(layer))
      }
    }
    let error = Small.error { try start(.float) }
    #expect(error?.kind == .data)
    let found = try #require(error?.description)
    #expect(found.contains("the mean of the inputs") && found.contains("overflows float precision"), "\(found)")
    try start(.double)
  }

  @Test("Parameters of another run stay as they are")
  func startingPoint() throws {
    let scratch = try Scratch()
    let checkpoint = try Small.checkpoint(in: scratch)
    let trainer = try Trainer<Float>(
      try Small.configuration("temporal-order", length: 20) {
        ($0.initializeFrom, $0.centerInputs) = (checkpoint, true)
      })
    #expect(try trainer.parameters == Checkpoint<Float>(contentsOf: checkpoint).parameters)
  }
}
