import Foundation
import HDF5
import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Checkpoints that commit 9d9d0da has written, in version 1 of the format, where `/model` itself says what the layers are.
@Suite("Checkpoints of version 1")
struct Version1Tests {
  /// What that commit made of each: the loss of its parameters on 50 test sequences, and of the two steps that follow.
  struct Old: Sendable, CustomTestStringConvertible {
    let name: String
    let layers: [LayerDefinition]
    let tested: Double
    let losses: [Double]
    var testDescription: String { name }
  }

  static let all = [
    Old(
      name: "tanh", layers: [LayerDefinition(units: 8)], tested: 0.02737705502894026,
      losses: [0.021022752964027624, 0.017081460557953256]),
    Old(
      name: "mrnn", layers: Array(repeating: LayerDefinition("mrnn", units: 6), count: 2), tested: 0.6917818927764893,
      losses: [0.6943518747236898, 0.6634631544286487]),
    Old(
      name: "lstm", layers: [LayerDefinition("lstm", units: 4)], tested: 1.7925305291222426,
      losses: [1.7953235902963527, 1.7931569349432963]),
    Old(
      name: "gru", layers: [LayerDefinition("gru", units: 7)], tested: 0.019575533272255856,
      losses: [0.020250825978501388, 0.021994629051173435]),
  ]

  private static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Version1/\(name).h5").path
  }

  private func check<Element: Scalar>(_ old: Old, _ file: CheckpointFile, _: Element.Type) throws {
    let checkpoint = try Checkpoint<Element>(file)
    #expect(checkpoint.configuration.network.layers == old.layers && checkpoint.iteration == 2)
    var configuration = checkpoint.configuration
    configuration.iterations = 4
    configuration.runFolder = nil
    if configuration.isText { configuration.data = Self.path("text") }
    let evaluation = try #require(
      try Evaluation(of: checkpoint.parameters, configuration, split: .test, count: 50))
    // Other processors take other products; what they round differently grows a little from step to step.
    #expect(abs(evaluation.score.loss / old.tested - 1) < 1e-5, "\(evaluation.score.loss)")
    let trainer = try Trainer(checkpoint, configuration: configuration)
    try trainer.run()
    #expect(trainer.history.count == 4)
    for (row, loss) in zip(trainer.history.suffix(2), old.losses) {
      #expect(abs(row.report.loss / loss - 1) < 1e-3, "step \(row.report.step): \(row.report.loss)")
    }
    let scratch = try Scratch()
    try trainer.checkpoint.write(to: scratch.file("new.h5"))
    #expect(try File.open(scratch.file("new.h5")).root.attributes["format_version"].readScalar(as: Int64.self) == 2)
    #expect(try Checkpoint<Element>(contentsOf: scratch.file("new.h5")).parameters == trainer.parameters)
    if configuration.isText {
      let model = try TextModel(checkpoint, name: old.name)
      try model.read(model.opening)
      #expect(model.expectation != nil)
    }
  }

  @Test("They are read, evaluated and gone on from, and what is written then is of version 2", arguments: all)
  func old(_ old: Old) throws {
    let file = try CheckpointFile(Self.path(old.name))
    #expect(try File.open(file.path).root.attributes["format_version"].readScalar(as: Int64.self) == 1)
    switch file.precision {
    case .float: try check(old, file, Float.self)
    case .double: try check(old, file, Double.self)
    }
  }

  @Test("One whose model is not that of its configuration is refused", arguments: ["hidden", "layers"])
  func another(_ name: String) throws {
    let scratch = try Scratch()
    let copy = scratch.file("copy.h5")
    try FileManager.default.copyItem(atPath: Self.path("mrnn"), toPath: copy)
    let file = try File.open(copy, for: .updating)
    try file.root.group("model").attributes.set(name, to: Int64(3))
    try file.close()
    let error = Small.error { _ = try CheckpointFile(copy) }
    #expect(
      error?.description.contains("attribute '\(name)' of /model should be") == true, "\(error?.description ?? "")")
  }
}
