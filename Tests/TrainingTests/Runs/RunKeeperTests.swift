import Foundation
import Optimization
import TestSupport
import Testing
import Training

@Suite("What happens to a run's files")
struct RunKeeperTests {
  /// A run whose folder meets something after a step; what was said meanwhile, and what finishing threw.
  private func run(
    in scratch: Scratch, steps: Int = 6, every: Int = 2, keep: Int = 1, meets: (Int) throws -> Void
  ) throws -> (trainer: Trainer<Float>, said: [String], error: TrainingError?) {
    let configuration = try Small.configuration("addition") {
      $0.runFolder = scratch.file("run")
      $0.iterations = steps
      $0.checkpointEvery = every
      $0.keepCheckpoints = keep
    }
    let folder = try RunFolder(for: configuration)
    let trainer = try Trainer<Float>(configuration)
    var said: [String] = []
    let keeper = RunKeeper(folder) { said.append($0) }
    let summary = try trainer.run { row in
      keeper.record(row, of: trainer)
      try meets(row.report.step)
    }
    do {
      try keeper.finish(summary, of: trainer)
      return (trainer, said, nil)
    } catch {
      return (trainer, said, error)
    }
  }

  /// Whether the folder holds all that an undisturbed run leaves.
  private func expectWhole(_ scratch: Scratch, _ trainer: Trainer<Float>) throws {
    let log = try trainer.history.map { try JSONText.line($0) + "\n" }.joined()
    #expect(try scratch.text("run/log.jsonl") == log)
    #expect(try scratch.text("run/config.yaml") == trainer.configuration.layer.yaml)
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint.h5")).state == trainer.state)
    #expect(FileManager.default.fileExists(atPath: scratch.file("run/summary.json")))
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("run"))
    #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
  }

  @Test("An undisturbed run leaves a whole folder, and nothing is said")
  func undisturbed() throws {
    let scratch = try Scratch()
    let (trainer, said, error) = try run(in: scratch) { _ in }
    #expect(said.isEmpty && error == nil)
    try expectWhole(scratch, trainer)
  }

  @Test("A folder that vanishes is made anew, with all that was in it", arguments: 1...6)
  func vanished(after step: Int) throws {
    let scratch = try Scratch()
    let (trainer, said, error) = try run(in: scratch) {
      if $0 == step { try FileManager.default.removeItem(atPath: scratch.file("run")) }
    }
    #expect(error == nil)
    if step < 5 {
      #expect(said.count == 2, "\(said)")
      #expect(said.first?.hasSuffix("; training goes on, and every step tries again") == true)
      #expect(said.first?.contains("run/log.jsonl cannot be written: No such file") == true)
      #expect(said.last?.contains("can be written again") == true)
    }
    try expectWhole(scratch, trainer)
  }

  @Test("A folder that has become a file is said once, and the end says that there is no checkpoint")
  func replacedByFile() throws {
    let scratch = try Scratch()
    let (_, said, error) = try run(in: scratch) {
      guard $0 == 2 else { return }
      try FileManager.default.removeItem(atPath: scratch.file("run"))
      _ = try scratch.write("x".utf8, to: "run")
    }
    #expect(said.count == 1, "\(said)")
    #expect(error?.kind == .writing)
    #expect(error?.description.hasSuffix("; there is no checkpoint of this run") == true)
    #expect(try scratch.text("run") == "x")
  }

  @Test("A checkpoint that cannot be written is tried at every step, and is whole in the end")
  func checkpointBlocked() throws {
    let scratch = try Scratch()
    let path = scratch.file("run/checkpoint.h5")
    let (trainer, said, error) = try run(in: scratch, steps: 8, every: 3) { step in
      // A folder in the place of the file.
      if step == 1 { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
      if step == 4 {
        try FileManager.default.removeItem(atPath: path)
        #expect(!FileManager.default.fileExists(atPath: path))
      }
      if step == 5 { #expect(try Checkpoint<Float>(contentsOf: path).iteration == 5) }
    }
    #expect(error == nil)
    #expect(said.count == 2 && said[0].contains("the checkpoint \(path) cannot be written"), "\(said)")
    try expectWhole(scratch, trainer)
  }

  @Test("Where the last checkpoint cannot be written, the end says which one is good, and it is")
  func lastGood() throws {
    let scratch = try Scratch()
    let (_, said, error) = try run(in: scratch, steps: 5, every: 2) { step in
      // Nothing can take the name of a summary that is a folder with something in it.
      if step == 5 {
        try FileManager.default.createDirectory(
          atPath: scratch.file("run/summary.json/x"), withIntermediateDirectories: true)
      }
    }
    #expect(said.isEmpty)
    #expect(error?.kind == .writing)
    let path = scratch.file("run/checkpoint.h5")
    #expect(error?.description.hasSuffix("; the last good checkpoint is \(path), of step 5") == true)
    #expect(try Checkpoint<Float>(contentsOf: path).iteration == 5)
  }

  @Test("--keep-checkpoints N leaves the last N under their own names, and nothing else", arguments: [1, 2, 3, 10])
  func keep(count: Int) throws {
    let scratch = try Scratch()
    let others = [
      "checkpoint-007.h5", "checkpoint-x.h5", "checkpoint-2.h5.bak", "mycheckpoint-2.h5", "checkpoint--2.h5",
    ]
    let (trainer, said, error) = try run(in: scratch, steps: 9, every: 2, keep: count) { step in
      if step == 1 { for name in others { _ = try scratch.write("mine".utf8, to: "run/\(name)") } }
    }
    #expect(said.isEmpty && error == nil)
    try expectWhole(scratch, trainer)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.file("run"))
    let written = [2, 4, 6, 8, 9]
    let expected = count == 1 ? [] : written.suffix(count).map { "checkpoint-\($0).h5" }
    #expect(Set(names.filter { $0.hasPrefix("checkpoint-") }) == Set(expected + others.filter { $0.hasPrefix("c") }))
    for name in others { #expect(try scratch.text("run/\(name)") == "mine") }
    for step in written.suffix(count) where count > 1 {
      #expect(try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint-\(step).h5")).iteration == step)
    }
  }

  @Test("Two workers in one folder: the second is refused until the first has gone")
  func lock() throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("addition") { $0.runFolder = scratch.file("run") }
    var first: RunFolder? = try RunFolder(for: configuration)
    let error = Small.error { _ = try RunFolder(existing: scratch.file("run")) }
    #expect(error?.kind == .writing)
    #expect(error?.description.contains("another process is working in the run folder \(scratch.file("run"))") == true)
    #expect(first?.path == scratch.file("run"))
    first = nil
    _ = try RunFolder(existing: scratch.file("run"))
  }

  @Test("What a killed run has left half written is swept away, and nothing else")
  func leftovers() throws {
    let scratch = try Scratch()
    let mine = [".checkpoint.h5.0a1b2c3d.partial", ".log.jsonl.12345678.partial", ".checkpoint-75.h5.fedcba98.partial"]
    let others = [
      ".notes.partial", "checkpoint.h5.partial", ".checkpoint.h5.swp", ".checkpoint.h5.x.partial",
      ".checkpoint.h5.0A1B2C3D.partial", ".notes.txt.0a1b2c3d.partial", ".checkpoint-x.h5.0a1b2c3d.partial",
    ]
    for name in mine + others { _ = try scratch.write("x".utf8, to: name) }
    let folder = ".checkpoint.h5.12345678.partial"
    try FileManager.default.createDirectory(atPath: scratch.file(folder), withIntermediateDirectories: false)
    let link = ".log.jsonl.0a1b2c3d.partial"
    try FileManager.default.createSymbolicLink(atPath: scratch.file(link), withDestinationPath: scratch.file(others[0]))
    // In a folder without a run nothing is one's own.
    _ = try RunFolder(existing: scratch.path)
    #expect(Set(scratch.content) == Set(mine + others + [folder, link]))
    _ = try scratch.write("x".utf8, to: "log.jsonl")
    _ = try RunFolder(existing: scratch.path)
    #expect(Set(scratch.content) == Set(others + [folder, link, "log.jsonl"]))
  }

  @Test("A checkpoint is written before the first step, and again when the last one is old, beside the steps that stay")
  func cadence() throws {
    let scratch = try Scratch()
    for (name, patience, expected) in [
      ("patient", Duration.seconds(3600), [0, 0, 2, 2, 4, 4]), ("impatient", .zero, [0, 1, 2, 3, 4, 5]),
    ] {
      let configuration = try Small.configuration("addition") {
        $0.runFolder = scratch.file(name)
        $0.iterations = 5
        $0.checkpointEvery = 2
        $0.keepCheckpoints = 9
      }
      let folder = try RunFolder(for: configuration)
      let trainer = try Trainer<Float>(configuration)
      let keeper = RunKeeper(folder, patience: patience) { Issue.record("\($0)") }
      func stored() throws -> Int { try Checkpoint<Float>(contentsOf: scratch.file("\(name)/checkpoint.h5")).iteration }
      keeper.begin(trainer)
      var steps = [try stored()]
      let summary = try trainer.run { row in
        // Patience grows with the time that writing takes.
        if patience == .zero { Thread.sleep(forTimeInterval: 0) }
        keeper.record(row, of: trainer)
        steps.append(try stored())
      }
      if patience != .zero { #expect(steps == expected) } else { #expect(steps.starts(with: [0]) && steps[2] == 2) }
      try keeper.finish(summary, of: trainer)
      let kept = try FileManager.default.contentsOfDirectory(atPath: scratch.file(name)).filter {
        $0.hasPrefix("checkpoint-")
      }
      #expect(Set(kept) == ["checkpoint-2.h5", "checkpoint-4.h5", "checkpoint-5.h5"])
    }
  }

  @Test("Where a run is: a folder, one of its checkpoints, a checkpoint on its own, nothing")
  func locations() throws {
    let scratch = try Scratch()
    let (trainer, _, _) = try run(in: scratch, keep: 2) { _ in }
    for suffix in ["", "/"] {
      let location = try RunLocation(scratch.file("run") + suffix)
      #expect(location.folder == scratch.file("run") && location.checkpoint == scratch.file("run/checkpoint.h5"))
    }
    let older = try RunLocation(scratch.file("run/checkpoint-4.h5"))
    #expect(older.folder == scratch.file("run") && older.checkpoint == scratch.file("run/checkpoint-4.h5"))
    try trainer.checkpoint.write(to: scratch.file("copy.h5"))
    #expect(try RunLocation(scratch.file("copy.h5")).folder == nil)
    #expect(Small.error { _ = try RunLocation(scratch.file("none")) }?.kind == .missing)
  }

  @Test("A damaged or missing checkpoint: the sentence names the newest older one that is whole")
  func remedy() throws {
    let scratch = try Scratch()
    _ = try run(in: scratch, steps: 8, keep: 4) { _ in }
    func error() -> TrainingError? {
      Small.error {
        try RunLocation(scratch.file("run")).reading { path in _ = try CheckpointFile(path) }
      }
    }
    try FileManager.default.removeItem(atPath: scratch.file("run/checkpoint.h5"))
    #expect(error()?.kind == .missing)
    #expect(error()?.description.hasSuffix("recur resume \(scratch.file("run/checkpoint-8.h5"))") == true)
    _ = try scratch.write("not HDF5".utf8, to: "run/checkpoint.h5")
    _ = try scratch.write("nor this".utf8, to: "run/checkpoint-8.h5")
    #expect(error()?.kind == .data)
    #expect(error()?.description.hasSuffix("recur resume \(scratch.file("run/checkpoint-6.h5"))") == true)
    for step in [2, 4, 6] { try FileManager.default.removeItem(atPath: scratch.file("run/checkpoint-\(step).h5")) }
    #expect(error()?.description.contains("recur resume") == false)
    try FileManager.default.removeItem(atPath: scratch.file("run/checkpoint.h5"))
    #expect(error()?.description.contains("recur train --config") == true)
  }
}
