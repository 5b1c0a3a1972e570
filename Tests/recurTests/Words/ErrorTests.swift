import Losses
import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Errors of the command line")
struct ErrorTests {
  /// One sentence on standard error, nothing on standard output.
  private func expect(_ command: Command, _ code: Int32, _ words: String, _ location: SourceLocation = #_sourceLocation)
  {
    #expect(command.exitCode == code, sourceLocation: location)
    #expect(command.output.isEmpty, sourceLocation: location)
    #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: location)
    #expect(command.errors.hasPrefix("recur: "), "\(command.errors)", sourceLocation: location)
    #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)", sourceLocation: location)
  }

  @Test("64: a request that makes no sense")
  func usage() throws {
    expect(try Command("train"), 64, "neither a task nor a dataset file is named")
    expect(try Command("train", "adition"), 64, "Did you mean \"addition\"?")
    expect(try Command("train", "xor", "--length", "3"), 64, "the smallest is 10")
    expect(try Command("train", "xor", "--variant", "sum"), 64, "no variants")
    expect(try Command("train", "xor", "--hidden", "0"), 64, "--hidden should be at least 1, got 0")
    expect(try Command("train", "xor", "--length-schedule", "10:inf"), 64, "--length-schedule should")
    expect(try Command("train", "xor", "--memory-limit", "much"), 64, "--memory-limit should")
    expect(try Command("train", "xor", "--run-folder", ""), 64, "--run-folder should")
    expect(try Command("train", "xor", "--hidden", "99999999999"), 64, "--hidden should be at most")
    expect(try Command("train", "xor", "--precision", "half"), 64, "--precision should be one of float, double")
    for command in ["train", "check"] {
      expect(try Command(command, "xor", "--hidden", "65536", "--layers", "500"), 64, "memory of this machine")
    }
    expect(try Command("benchmark", "--hidden", "65536", "--layers", "500"), 64, "memory of this machine")
    expect(
      try Command("benchmark", "--length", "1000000", "--batch", "2000", "--inputs", "65536"), 64,
      "2000 sequences of 1000000 steps with 65536 inputs and 1 targets takes at least")
  }

  @Test("64: what the parser refuses")
  func parsing() throws {
    for command in try [Command("train", "--nonsense"), Command("nonsense"), Command("inspect")] {
      #expect(command.exitCode == 64)
      #expect(command.output.isEmpty && command.errors.contains("Error: "), "\(command.errors)")
    }
  }

  @Test("65: a configuration that is none")
  func badData() throws {
    let scratch = try Scratch()
    try scratch.write("lenght: 50\n", to: "c.yaml")
    expect(
      try Command("train", "--config", "c.yaml", folder: scratch.path), 65,
      "there is no option \"lenght\"; did you mean length?")
    try scratch.write("length: [1\n", to: "c.yaml")
    expect(try Command("train", "--config", "c.yaml", folder: scratch.path), 65, "length should be a whole number")
    #expect(!scratch.exists("runs"))
  }

  @Test("66: a configuration that is missing")
  func missing() throws {
    expect(try Command("train", "--config", "/nonexistent.yaml"), 66, "/nonexistent.yaml")
  }

  @Test("73: a run folder that cannot be made or is taken")
  func cannotWrite() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "log.jsonl")
    expect(try Command("train", "xor", "--run-folder", scratch.path), 73, "already holds a run")
    expect(try Command("train", "xor", "--run-folder", "/dev/null/run"), 73, "/dev/null/run cannot be made")
  }

  @Test("73: a run folder that nobody may write to", .disabled(if: getuid() == 0, "root may write everywhere"))
  func readOnly() throws {
    let scratch = try Scratch()
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: scratch.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: scratch.path) }
    expect(try Command("train", "xor", "--run-folder", "run", folder: scratch.path), 73, "run")
  }

  @Test("64: numbers that no machine can count to, and damping without a λ")
  func beyondCounting() throws {
    let most = "9223372036854775807"
    for (arguments, words) in [
      (["inspect", "run", "--curvature", "--products", most], "--products should be between 1 and 100000000, got"),
      (["inspect", "run", "--curvature", "--eigenvalues", most], "--eigenvalues should be between 1 and 100000, got"),
      (["inspect", "run", "--spectrum", "--sequences", most], "--sequences should be between 1 and 10000000, got"),
      (["check", "addition", "--sequences", most], "--sequences should be between 1 and 100000, got"),
      (["inspect", "run", "--curvature", "--mu", "3"], "--mu 3.0 is relative to --lambda, which is 0"),
    ] {
      let command = try Command(arguments)
      #expect(command.exitCode == 64 && !command.isKilled && command.errors.contains(words), "\(command.errors)")
    }
  }

  @Test("64: two configurations; a YAML file may stand where the task does")
  func twoConfigurations() throws {
    let scratch = try Scratch()
    try scratch.write("{task: addition, length: 10, hidden: 5, gradient-batch: 20, iterations: 1}\n", to: "c.yaml")
    let both = try Command("train", "c.yaml", "--config", "c.yaml", folder: scratch.path)
    #expect(both.exitCode == 64 && both.errors.contains("both c.yaml and --config c.yaml name a configuration"))
    let run = try Command("repeat", "c.yaml", "--seeds", "1", "--run-folder", "series", folder: scratch.path)
    #expect(run.exitCode == 1 && scratch.exists("series/seed-1/checkpoint.h5"), "\(run.errors)")
  }

  @Test("73: results that standard output does not take; a reader that has gone away is none of them")
  func fullOutput() throws {
    func shell(_ line: String) throws -> Command { try Command("-c", line, of: URL(fileURLWithPath: "/bin/bash")) }
    let program = Command.program.path
    expect(try shell("\(program) doctor --json > /dev/full"), 73, "standard output cannot be written: No space left")
    // A run goes on without its reader, to the exit code of its own.
    let scratch = try Scratch()
    let run =
      "train addition --length 10 --hidden 3 --gradient-batch 50 --iterations 2 --run-folder \(scratch.path)/run"
    let unread = try shell("set -o pipefail; \(program) \(run) | true")
    #expect(unread.exitCode == 1 && scratch.exists("run/summary.json"), "\(unread.errors)")
  }

  @Test("73: a pipe is not replaced by a file, not even with --force")
  func pipe() throws {
    let scratch = try Scratch()
    #expect(mkfifo(scratch.file("pipe"), 0o600) == 0)
    let command = try Command(
      "data", "task", "addition", "--length", "10", "--train", "5", "--output", "pipe", "--force", folder: scratch.path)
    expect(command, 73, "pipe cannot be written: it is a device or a pipe")
    #expect(scratch.content == ["pipe"])
  }

  @Test("A file may call its task what it likes: the folder of its run stays among the runs, and is a name")
  func folderName() throws {
    let scratch = try Scratch()
    let set = SequenceSet(
      offsets: [0, 2, 4], inputs: .real([0, 1, 1, 0], features: 1), targets: .real([0, 1, 0, 1], outputs: 1))
    let content = SequenceFileContent(inputs: .real(features: 1), targets: .real(outputs: 1), isWeighted: false)
    var description = SequenceFileDescription(loss: .squaredError)
    description.task = "../../e\u{7F}v\ni\u{1B}l"
    description.text = "a\u{1B}[2Jb"
    try SequenceFile.write(to: scratch.file("d.h5"), description, content) {
      for split in Split.allCases { try $0.append(set, to: split) }
    }
    let run = try Command("train", "d.h5", "--hidden", "3", "--iterations", "1", folder: scratch.path)
    #expect(run.exitCode == 0 && !run.isKilled, "\(run.errors)")
    #expect(!run.output.contains("\u{1B}") && !run.output.contains("\u{7F}"))
    #expect(scratch.content == ["d.h5", "runs"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("runs")) == ["-..-..-e-v-i-l-2-seed-1"])
  }
}
