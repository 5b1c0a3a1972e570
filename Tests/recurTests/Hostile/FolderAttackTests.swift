import Foundation
import HDF5
import TestSupport
import Testing
import Training

@Suite("Folders that somebody else has made")
struct FolderAttackTests {
  private static let small = [
    "addition", "--length", "10", "--hidden", "4", "--gradient-batch", "50", "--curvature-batch", "20",
    "--backtracking-batch", "20", "--validation-batch", "20", "--target-wrong", "1e-9", "--checkpoint-every", "2",
    "--keep-checkpoints", "3",
  ]

  private func train(_ scratch: Scratch, _ folder: String, _ options: String...) throws {
    let command = try Command(
      ["train"] + Self.small + ["--iterations", "4", "--run-folder", folder] + options, folder: scratch.path)
    #expect(command.exitCode == 1, "\(command.errors)")
  }

  private func link(_ scratch: Scratch, _ name: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: scratch.file(name))
    try FileManager.default.createSymbolicLink(atPath: scratch.file(name), withDestinationPath: target)
  }

  @Test("resume replaces links in a run folder, and writes nothing where they lead")
  func links() throws {
    let scratch = try Scratch()
    try train(scratch, "run")
    try scratch.write("precious", to: "victim")
    let names = ["checkpoint.h5", "log.jsonl", "config.yaml", "summary.json", "checkpoint-4.h5", "checkpoint-6.h5"]
    for name in names { try link(scratch, "run/\(name)", to: "../victim") }
    let resumed = try Command("resume", "run/checkpoint-2.h5", "--iterations", "7", folder: scratch.path)
    #expect(resumed.exitCode == 1 && resumed.output.contains("going on after step 2"), "\(resumed.errors)")
    #expect(try scratch.text("victim") == "precious")
    for name in names {
      let type = try FileManager.default.attributesOfItem(atPath: scratch.file("run/\(name)"))[.type]
      #expect(type as? FileAttributeType == .typeRegular, "\(name)")
    }
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint.h5")).iteration == 7)
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint-4.h5")).iteration == 4)
  }

  @Test("resume leaves alone what is only named like its leftovers, and a folder named like a checkpoint")
  func leftovers() throws {
    let scratch = try Scratch()
    try train(scratch, "run")
    let folders = [".checkpoint.h5.x.partial", ".log.jsonl.01234567.partial", "checkpoint-1.h5"]
    for name in folders {
      try FileManager.default.createDirectory(atPath: scratch.file("run/\(name)"), withIntermediateDirectories: false)
      try scratch.write("mine", to: "run/\(name)/file")
    }
    try scratch.write("mine", to: "run/.summary.json.old.partial")
    try scratch.write("left", to: "run/.checkpoint.h5.0123abcd.partial")
    #expect(try Command("resume", "run", "--iterations", "6", folder: scratch.path).exitCode == 1)
    for name in folders { #expect(try scratch.text("run/\(name)/file") == "mine") }
    #expect(try scratch.text("run/.summary.json.old.partial") == "mine")
    #expect(!scratch.exists("run/.checkpoint.h5.0123abcd.partial"))
  }

  @Test("repeat touches no folder of a seed that holds something else, or is a link")
  func series() throws {
    let scratch = try Scratch()
    func repeated() throws -> Command {
      try Command(
        ["repeat"] + Self.small + ["--iterations", "1", "--seeds", "1", "--run-folder", "series"], folder: scratch.path)
    }
    // The configuration of another program, and the run of another configuration.
    try FileManager.default.createDirectory(atPath: scratch.file("series/seed-1"), withIntermediateDirectories: true)
    try scratch.write("mine: 1\n", to: "series/seed-1/config.yaml")
    let foreign = try repeated()
    #expect(foreign.exitCode == 65 && foreign.errors.contains("series/seed-1/config.yaml"), "\(foreign.errors)")
    #expect(try scratch.text("series/seed-1/config.yaml") == "mine: 1\n")
    try FileManager.default.removeItem(atPath: scratch.file("series"))
    try train(scratch, "series/seed-1", "--mu", "0")
    let before = try scratch.text("series/seed-1/config.yaml")
    let other = try repeated()
    #expect(other.exitCode == 73 && other.errors.contains("none of this series, with mu 0"), "\(other.errors)")
    #expect(try scratch.text("series/seed-1/config.yaml") == before)
    #expect(!other.output.contains("from before"))
    // A link.
    try FileManager.default.moveItem(atPath: scratch.file("series/seed-1"), toPath: scratch.file("elsewhere"))
    try link(scratch, "series/seed-1", to: "../elsewhere")
    let linked = try repeated()
    #expect(linked.exitCode == 73 && linked.errors.contains("symbolic link"), "\(linked.errors)")
    #expect(try scratch.text("elsewhere/config.yaml") == before)
    // A summary that is of no series.
    try FileManager.default.createDirectory(atPath: scratch.file("mine"), withIntermediateDirectories: false)
    try scratch.write("mine", to: "mine/summary.json")
    let summary = try Command(
      ["repeat"] + Self.small + ["--iterations", "1", "--seeds", "1", "--run-folder", "mine"], folder: scratch.path)
    #expect(summary.exitCode == 73 && summary.errors.contains("of no series"), "\(summary.errors)")
    #expect(try scratch.text("mine/summary.json") == "mine")
  }

  @Test("What has come to be under the name of an output meanwhile is replaced with --force alone")
  func meanwhile() throws {
    for isForced in [false, true] {
      let scratch = try Scratch()
      let start = Date()
      var isWritten = false
      let command = try Command(
        ["data", "task", "addition", "--length", "100", "--train", "60000", "--output", "a.h5"]
          + (isForced ? ["--force"] : []), folder: scratch.path
      ) {
        // After the command has looked, mostly, and before it is done.
        if !isWritten, Date().timeIntervalSince(start) > 0.25 {
          isWritten = (try? scratch.write("mine", to: "a.h5")) != nil
        }
        return false
      }
      guard isWritten else { continue }
      #expect(command.exitCode == (isForced ? 0 : 73), "\(command.errors)")
      let bytes = FileManager.default.contents(atPath: scratch.file("a.h5"))
      #expect((bytes == Data("mine".utf8)) == !isForced)
      #expect(scratch.content == ["a.h5"])
    }
  }

  @Test("A link that leads to no file is replaced with --force alone; a link of the user's own is followed")
  func outputLinks() throws {
    let scratch = try Scratch()
    try link(scratch, "a.h5", to: "none.h5")
    let make = ["data", "task", "addition", "--length", "10", "--train", "3", "--output", "a.h5"]
    let refused = try Command(make, folder: scratch.path)
    #expect(refused.exitCode == 73 && refused.errors.contains("a link that leads to no file"), "\(refused.errors)")
    try scratch.write("old", to: "none.h5")
    #expect(try Command(make, folder: scratch.path).exitCode == 73)
    #expect(try Command(make + ["--force"], folder: scratch.path).exitCode == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.file("a.h5")) == "none.h5")
    #expect(try Command("data", "validate", "none.h5", folder: scratch.path).exitCode == 0)
  }
}
