import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("The data of a run, known by their digest")
struct DataDigestTests {
  private static let batches = [
    "--hidden", "4", "--gradient-batch", "50", "--curvature-batch", "20", "--backtracking-batch", "20",
    "--validation-batch", "20", "--target-wrong", "1e-9",
  ]

  private static func make(_ scratch: Scratch, _ path: String, seed: Int = 1) throws {
    let made = try Command(
      "data", "task", "addition", "--length", "10", "--train", "60", "--validation", "20", "--test", "20", "--seed",
      "\(seed)", "--output", path, "--force", folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
  }

  /// `work/data.h5` and a run of two steps on it in `work/runs/one`, started in `work`.
  private static func run() throws -> Scratch {
    let scratch = try Scratch()
    for folder in ["work", "other"] {
      try FileManager.default.createDirectory(atPath: scratch.file(folder), withIntermediateDirectories: false)
    }
    try make(scratch, "work/data.h5")
    let trained = try Command(
      ["train", "data.h5", "--iterations", "2", "--run-folder", "runs/one"] + batches, folder: scratch.file("work"))
    #expect(trained.exitCode == 1, "\(trained.errors)")
    return scratch
  }

  /// The commands that open the data of a run.
  private static func commands(_ run: String) -> [[String]] {
    [
      ["evaluate", run], ["inspect", run, "--gradient-flow"], ["check", run],
      ["resume", run, "--run-folder", "again", "--iterations", "3"],
    ]
  }

  private func expectDone(_ scratch: Scratch, _ run: String, in folder: String) throws {
    for arguments in Self.commands(run) {
      let command = try Command(arguments, folder: scratch.file(folder))
      #expect([0, 1].contains(command.exitCode), "\(arguments): \(command.errors)")
      #expect(!command.errors.contains("recur:"), "\(arguments): \(command.errors)")
    }
    try FileManager.default.removeItem(atPath: scratch.file("\(folder)/again"))
  }

  private func expectRefused(_ scratch: Scratch, _ run: String, in folder: String, _ code: Int32, _ words: [String])
    throws
  {
    for arguments in Self.commands(run) {
      let command = try Command(arguments, folder: scratch.file(folder))
      #expect(command.exitCode == code && command.output.isEmpty, "\(arguments): \(command.exitCode) \(command.output)")
      #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
      for word in words { #expect(command.errors.contains(word), "\(arguments): \(command.errors)") }
    }
  }

  @Test("From another folder the data are found, though a file of that name lies there")
  func elsewhere() throws {
    let scratch = try Self.run()
    try Self.make(scratch, "other/data.h5", seed: 9)
    let here = try Command("evaluate", "runs/one", "--json", folder: scratch.file("work"))
    let there = try Command("evaluate", "../work/runs/one", "--json", folder: scratch.file("other"))
    #expect(try here.objects.first?["loss"] as? Double == there.objects.first?["loss"] as? Double)
    try expectDone(scratch, "../work/runs/one", in: "other")
    // The stored choices lead to the data, too.
    let again = try Command(
      "train", "--config", "../work/runs/one/config.yaml", "--run-folder", "two", folder: scratch.file("other"))
    #expect(again.exitCode == 1, "\(again.errors)")
    let (one, two) = try (
      Checkpoint<Float>(contentsOf: scratch.file("work/runs/one/checkpoint.h5")),
      Checkpoint<Float>(contentsOf: scratch.file("other/two/checkpoint.h5"))
    )
    #expect(one.parameters == two.parameters && one.records.dataFile?.sha256 == two.records.dataFile?.sha256)
  }

  @Test("A file made anew under the name of the data is refused, unless --data names it")
  func madeAnew() throws {
    let scratch = try Self.run()
    try Self.make(scratch, "work/data.h5", seed: 9)
    try expectRefused(
      scratch, "runs/one", in: "work", 65, ["work/data.h5 is not the data file of this run: its SHA-256", "--data"])
    for arguments in Self.commands("runs/one").prefix(3) {
      let command = try Command(arguments + ["--data", "data.h5"], folder: scratch.file("work"))
      #expect(
        [0, 1].contains(command.exitCode) && !command.errors.contains("recur:"), "\(arguments): \(command.errors)")
    }
    let resumed = try Command("resume", "runs/one", "--data", "data.h5", folder: scratch.file("work"))
    #expect(resumed.exitCode == 65 && resumed.errors.contains("is not the data file of this run"), "\(resumed.errors)")
  }

  @Test("A run that is moved together with its data finds them, and so does one that is moved beside them")
  func moved() throws {
    let scratch = try Self.run()
    try FileManager.default.moveItem(atPath: scratch.file("work"), toPath: scratch.file("moved"))
    try expectDone(scratch, "../moved/runs/one", in: "other")
    let copy = scratch.file("other/copy")
    try FileManager.default.copyItem(atPath: scratch.file("moved/runs/one"), toPath: copy)
    try FileManager.default.moveItem(atPath: scratch.file("moved/data.h5"), toPath: "\(copy)/data.h5")
    try expectDone(scratch, "copy", in: "other")
    try expectRefused(
      scratch, "../moved/runs/one", in: "other", 66,
      ["the data file of ", "is not there: looked for ", scratch.file("work/data.h5"), "--data names it"])
  }

  @Test("A checkpoint of an earlier version, whose data were named from where training began, finds them as well")
  func relative() throws {
    let scratch = try Self.run()
    let path = scratch.file("work/runs/one/checkpoint.h5")
    let checkpoint = try Checkpoint<Float>(contentsOf: path)
    var records = checkpoint.records
    let found = try #require(records.dataFile)
    #expect(found.path == scratch.file("work/data.h5") || found.path.hasSuffix("/work/data.h5"))
    #expect(found.pathFromRun == "../../data.h5")
    records.dataFile = DataFileRecord(path: "data.h5", sha256: found.sha256)
    try Checkpoint(
      configuration: checkpoint.configuration, state: checkpoint.state, history: checkpoint.history, records: records
    ).write(to: path)
    try Self.make(scratch, "other/data.h5", seed: 9)
    try expectDone(scratch, "../work/runs/one", in: "other")
  }

  @Test("repeat goes on with the bytes that the runs before were trained on, wherever they lie, and with no others")
  func series() throws {
    let scratch = try Scratch()
    try Self.make(scratch, "a.h5")
    func repeated(_ data: String, _ options: String...) throws -> Command {
      try Command(
        ["repeat", data, "--iterations", "1", "--run-folder", "series"] + Self.batches + options, folder: scratch.path)
    }
    #expect(try repeated("a.h5", "--seeds", "1").exitCode == 1)
    try FileManager.default.moveItem(atPath: scratch.file("a.h5"), toPath: scratch.file("b.h5"))
    let moved = try repeated("b.h5", "--seeds", "2")
    #expect(moved.exitCode == 1 && moved.output.contains("solved from 0 of 2 seeds"), "\(moved.errors)")
    try Self.make(scratch, "b.h5", seed: 9)
    for options in [["--seeds", "3"], ["--seeds", "1", "--seed", "7"]] {
      let other = try Command(
        ["repeat", "b.h5", "--iterations", "1", "--run-folder", "series"] + Self.batches + options,
        folder: scratch.path)
      #expect(other.exitCode == 65 && other.errors.contains("is not the data file of this run"), "\(other.errors)")
    }
    #expect(!scratch.exists("series/seed-7"))
  }

  @Test("A text with another vocabulary: the sentence says so, of resume too")
  func vocabulary() throws {
    let folder = try TextFolder.shared(String(repeating: "abc cab ", count: 200))
    let other = try TextFolder(String(repeating: "abcdefgh hgfedcba ", count: 100))
    let path = other.scratch.file("text.h5")
    for arguments in [
      ["evaluate", "run"], ["inspect", "run", "--gradient-flow"], ["check", "run"], ["resume", "run"],
    ] {
      let command = try folder.command(arguments + ["--data", path])
      #expect(command.exitCode == 65, "\(command.errors)")
      #expect(command.errors.contains("has another vocabulary than the text"), "\(arguments): \(command.errors)")
      #expect(command.errors.contains("(9 symbols, there 4)"), "\(arguments): \(command.errors)")
    }
  }

  @Test(
    "A run that is killed right after its start goes on from step 0, to the same bits", arguments: ["task", "file"])
  func stepZero(kind: String) throws {
    let scratch = try Scratch()
    try Self.make(scratch, "d.h5")
    let subject = kind == "task" ? ["addition", "--length", "10"] : ["d.h5"]
    func train(_ folder: String, _ iterations: String, kills: Bool) throws -> Command {
      try Command(
        ["train"] + subject + ["--iterations", iterations, "--checkpoint-every", "1000000", "--run-folder", folder]
          + Self.batches, folder: scratch.path, signal: SIGKILL,
        interruptWhen: kills ? { scratch.exists("\(folder)/checkpoint.h5") } : nil)
    }
    let killed = try train("broken", "100000", kills: true)
    #expect(killed.isKilled)
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("broken/checkpoint.h5")).iteration == 0)
    let resumed = try Command("resume", "broken", "--iterations", "3", folder: scratch.path)
    #expect(resumed.exitCode == 1 && resumed.output.contains("going on after step 0"), "\(resumed.errors)")
    #expect(try train("whole", "3", kills: false).exitCode == 1)
    func parameters(_ folder: String) throws -> [Float] {
      try Checkpoint<Float>(contentsOf: scratch.file("\(folder)/checkpoint.h5")).parameters.elements
    }
    #expect(try parameters("broken") == parameters("whole"))
  }
}
