import DurableFiles
import Foundation
import SequenceData
import TestSupport
import Testing
import Training

@Suite("A look at a file that somebody interrupts")
struct InterruptedAdmissionTests {
  private struct Interruption: Error {}

  private let scratch: Scratch
  private var data: String { scratch.file("data.h5") }
  private var run: String { scratch.file("run") }

  init() throws { scratch = try Scratch() }

  private func writeData(seed: UInt64) throws {
    try SequenceFile.write(
      to: data, SequenceTasks.named("addition"), length: 10, sizes: [.train: 400, .test: 100], seed: seed,
      creator: "a test")
  }

  /// A run folder with two checkpoints.
  private func train() throws -> RunFolder {
    try writeData(seed: 3)
    var layer = Small.layer("addition")
    (layer.task, layer.length, layer.data, layer.runFolder) = (nil, nil, data, run)
    (layer.iterations, layer.targetWrong, layer.keepCheckpoints, layer.checkpointEvery) = (2, 1e-9, 2, 1)
    let configuration = try ExperimentConfiguration(layer)
    let trainer = try Trainer<Float>(configuration)
    let folder = try RunFolder(for: configuration)
    let keeper = RunKeeper(folder) { Issue.record("\($0)") }
    keeper.begin(trainer)
    try keeper.finish(trainer.run { keeper.record($0, of: trainer) }, of: trainer)
    return folder
  }

  /// Does something while whoever looks at a file of that name meets an error.
  private func failing<Result>(at name: String, with error: any Error, _ body: () throws -> Result) rethrows -> Result {
    try FileAdmission.$current.withValue(
      FileAdmission { if $0.path.hasSuffix(name) { throw error } }, operation: body)
  }

  @Test(
    "The data file of a run: an interruption is thrown at once, also where it is not the one; what is wrong with a file counts if it is the one",
    arguments: [true, false])
  func data(isTheOne: Bool) throws {
    let folder = try train()
    if !isTheOne { try writeData(seed: 4) }
    #expect(throws: Interruption.self) {
      try failing(at: "data.h5", with: Interruption()) { try CheckpointFile(folder.checkpoint).dataFile() }
    }
    let refusal = TrainingError(.data, "data.h5 is damaged")
    let found = Small.error {
      try failing(at: "data.h5", with: refusal) { _ = try CheckpointFile(folder.checkpoint).dataFile() }
    }
    if isTheOne {
      #expect(found?.description == "data.h5 is damaged")
    } else {
      #expect(found?.description.contains("is not the data file of this run") == true, "\(found?.description ?? "")")
    }
  }

  @Test("The search for an older checkpoint that is whole ends with the interruption; a refusal passes that one over")
  func older() throws {
    let folder = try train()
    let location = try RunLocation(folder.path)
    func read() throws { try location.reading { _ in throw TrainingError(.data, "it is damaged") } }
    let whole = Small.error { try read() }
    #expect(whole?.description.contains("an older one is whole") == true, "\(whole?.description ?? "")")
    #expect(throws: Interruption.self) { try failing(at: ".h5", with: Interruption()) { try read() } }
    let found = Small.error { try failing(at: ".h5", with: TrainingError(.data, "no"), read) }
    #expect(found?.description == "it is damaged")
  }
}
