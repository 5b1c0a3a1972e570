import DurableFiles
import Foundation
import HDF5
import LinearAlgebra
import Optimization
import SequenceData
import Synchronization
import TestSupport
import Testing
import Training

@Suite("Every input is opened, and its bytes are looked at, once")
struct OpenedOnceTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// How often the bytes of each file were looked at while `body` ran under an admission of its own.
  private func passes(_ body: () throws -> Void) rethrows -> [String: Int] {
    let passes = Passes()
    try FileAdmission.$current.withValue(FileAdmission { _ = try $0.checksum }) {
      try FileSums.$observer.withValue(
        FileSums.Observer { passes.note($0) }, operation: body)
    }
    return passes.counts
  }

  private func layer(_ data: String) -> ConfigurationLayer {
    var layer = Small.layer("addition")
    (layer.task, layer.length, layer.data, layer.iterations, layer.targetWrong) = (nil, nil, data, 1, 1e-9)
    return layer
  }

  /// A run of one step on a file, its checkpoint, and an evaluation; then the same from the checkpoint.
  private func trainAndResume(_ layer: ConfigurationLayer) throws {
    let configuration = try ExperimentConfiguration(layer)
    let trainer = try Trainer<Float>(configuration)
    try trainer.run()
    _ = try Evaluation(of: trainer.parameters, configuration, on: trainer.data, split: .test, count: 10)
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let file = try CheckpointFile(AdmittedFile(scratch.file("c.h5")))
    let found = try #require(try file.dataFile())
    var again = file.configuration.layer
    (again.data, again.iterations) = (found.path, 2)
    let resumed = try Trainer(Checkpoint<Float>(file), configuration: ExperimentConfiguration(again), dataFile: found)
    #expect(resumed.records.dataFile?.sha256 == trainer.records.dataFile?.sha256)
    try resumed.run()
    #expect(resumed.history.count == 2)
  }

  @Test(
    "A dataset from the first look to the end of a resumed run; the checkpoint between them is known as it was written")
  func dataset() throws {
    let path = scratch.file("data.h5")
    try SequenceFile.write(
      to: path, SequenceTasks.named("addition"), length: 10, sizes: [.train: 400, .validation: 100, .test: 100],
      seed: 3,
      creator: "a test")
    let counts = try passes {
      #expect(try SequenceFileCheck(AdmittedFile(path)).isValid)
      try trainAndResume(layer(path))
    }
    #expect(counts == ["data.h5": 1])
  }

  @Test("A text likewise")
  func text() throws {
    let path = scratch.file("text.h5")
    let vocabulary = try Vocabulary(codes: Array(97...100), unit: .character, hasUnknown: false)
    try TextFile.write(to: path, TextDescription(), vocabulary) { writer in
      for (split, count) in [(Split.train, 2000), (.validation, 200), (.test, 200)] {
        try writer.append((0..<count).map { Int32($0 * $0 % 7 % 4) }, to: split)
      }
    }
    let counts = try passes {
      var layer = layer(path)
      (layer.optimizer, layer.window, layer.warmUp) = (.hessianFree, 10, 2)
      try trainAndResume(layer)
    }
    #expect(counts == ["text.h5": 1])
  }

  @Test("A checkpoint that is read in all of its parts")
  func checkpoint() throws {
    let path = try Small.checkpoint(in: scratch)
    let counts = try passes {
      let admitted = try AdmittedFile(path)
      #expect(FileFormat(of: admitted) == .checkpoint)
      let file = try CheckpointFile(admitted)
      #expect(try Checkpoint<Float>(file).parameters.count == Checkpoint<Double>(contentsOf: path).parameters.count)
      #expect(try DataFileRecord(of: admitted).sha256 == admitted.digest)
    }
    #expect(counts == ["c.h5": 1])
  }

  @Test("Without anybody who admits files, one handle is enough for a run")
  func library() throws {
    let path = scratch.file("data.h5")
    try SequenceFile.write(
      to: path, SequenceTasks.named("addition"), length: 10, sizes: [.train: 400, .test: 100], seed: 3,
      creator: "a test")
    let count = Mutex(0)
    // Other tests of this process may have set up somebody who knows the file.
    try FileAdmission.$current.withValue(FileAdmission()) {
      try FileSums.$observer.withValue(FileSums.Observer { _ in count.withLock { $0 += 1 } }) {
        let trainer = try Trainer<Float>(ExperimentConfiguration(layer(path)))
        try trainer.run()
        _ = try Evaluation(of: trainer.parameters, trainer.configuration, split: .test)
      }
    }
    #expect(count.withLock { $0 } == 1)
  }
}

/// How often the bytes of each file were looked at.
private final class Passes: Sendable {
  private let seen = Mutex<[String: Int]>([:])
  var counts: [String: Int] { seen.withLock { $0 } }

  func note(_ path: String) {
    seen.withLock { $0[URL(fileURLWithPath: path).lastPathComponent, default: 0] += 1 }
  }
}
