import Optimization
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("A run that begins with the parameters of another")
struct StartingPointTests {
  private let scratch: Scratch
  private let checkpoint: String

  init() throws {
    scratch = try Scratch()
    checkpoint = try Small.checkpoint(in: scratch)
  }

  @Test("They are its last parameters, in either precision, and nothing else is taken over")
  func parameters() throws {
    let expected = try Checkpoint<Float>(contentsOf: checkpoint).parameters
    let longer = try Small.configuration("temporal-order", length: 20) { $0.initializeFrom = checkpoint }
    let trainer = try Trainer<Float>(longer)
    #expect(trainer.parameters == expected && trainer.optimizerState.step == 0 && trainer.history.isEmpty)
    #expect(trainer.optimizerState.hessianFree?.lambda == longer.hessianFree?.initialLambda)
    let double = try Trainer<Double>(
      try Small.configuration("temporal-order", length: 20) {
        ($0.initializeFrom, $0.precision) = (checkpoint, .double)
      })
    #expect(double.parameters == expected.converted())
    // Another seed, the same start.
    let other = try Trainer<Float>(
      try Small.configuration("temporal-order", length: 20) { ($0.initializeFrom, $0.seed) = (checkpoint, 99) })
    #expect(other.parameters == expected)
  }

  @Test("A run that began so goes on without the file")
  func resumed() throws {
    let trainer = try Trainer<Float>(
      try Small.configuration("temporal-order", length: 12) { ($0.initializeFrom, $0.iterations) = (checkpoint, 1) })
    try trainer.run()
    let path = scratch.file("later.h5")
    try trainer.checkpoint.write(to: path)
    try scratch.write("nothing", to: "c.h5")
    let read = try Checkpoint<Float>(contentsOf: path)
    #expect(read.configuration.initializeFrom == checkpoint)
    #expect(try Trainer(read).parameters == trainer.parameters)
  }

  @Test("Another network, or no checkpoint, is one sentence")
  func refusals() throws {
    for change in [
      { $0.hidden = 13 }, { $0.initialState = .zero }, { $0.cell = "gru" }, { $0.activation = .relu },
      { $0.layers = .alike(2) },
    ] as [(inout ConfigurationLayer) -> Void] {
      let error = Small.error {
        _ = try Trainer<Float>(
          try Small.configuration("temporal-order") {
            $0.initializeFrom = checkpoint
            change(&$0)
          })
      }
      #expect(
        error?.kind == .usage && error?.description.contains("should hold the network that is to be trained") == true)
    }
    let task = Small.error {
      _ = try Trainer<Float>(try Small.configuration("addition") { $0.initializeFrom = checkpoint })
    }
    #expect(task?.description.contains("it holds 12 tanh units") == true)
    let missing = Small.error {
      _ = try Trainer<Float>(try Small.configuration("temporal-order") { $0.initializeFrom = scratch.file("nowhere") })
    }
    #expect(missing?.kind == .missing)
    try scratch.write("nothing", to: "c.h5")
    let damaged = Small.error {
      _ = try Trainer<Float>(try Small.configuration("temporal-order") { $0.initializeFrom = checkpoint })
    }
    #expect(damaged?.kind == .data)
  }
}
