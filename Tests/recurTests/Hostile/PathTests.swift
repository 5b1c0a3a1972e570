import Foundation
import TestSupport
import Testing

@Suite("Names and paths")
struct PathTests {
  /// Commands, with `NAME` where a name stands.
  private static let commands = [
    ["train", "NAME"], ["train", "--data", "NAME"], ["train", "--config", "NAME"],
    ["train", "addition", "--hidden", "3", "--iterations", "0", "--run-folder", "NAME"],
    ["train", "addition", "--hidden", "3", "--iterations", "0", "--initialize-from", "NAME"],
    ["resume", "NAME"], ["resume", "NAME", "--run-folder", "again"], ["resume", "run", "--data", "NAME"],
    ["repeat", "NAME"],
    ["repeat", "addition", "--hidden", "3", "--iterations", "0", "--seeds", "1", "--run-folder", "NAME"],
    ["compare", "NAME"], ["compare", "run", "--output", "NAME"],
    ["evaluate", "NAME"], ["evaluate", "run", "--sequences", "2", "--data", "NAME"],
    ["evaluate", "run", "--text-file", "NAME"],
    ["sample", "NAME"], ["sample", "run", "--prime-file", "NAME"],
    ["data", "task", "addition", "--train", "2", "--output", "NAME"], ["data", "text", "NAME", "--output", "o.h5"],
    ["data", "text", "t.txt", "--output", "NAME"], ["data", "piano-roll", "NAME", "--output", "o.h5"],
    ["data", "describe", "NAME"], ["data", "validate", "NAME"],
    ["inspect", "NAME"], ["inspect", "NAME", "NAME"], ["inspect", "run", "--spectrum", "--output", "NAME"],
    ["inspect", "run", "--spectrum", "--sequences", "2", "--data", "NAME"],
    ["check", "NAME"], ["check", "--config", "NAME"],
    ["derivatives", "NAME", "--data", "NAME", "--vectors", "NAME", "--output", "NAME"],
    ["benchmark", "passes", "--problem", "NAME"], ["benchmark", "passes", "--compare", "NAME"],
  ]

  /// A folder with a run of no step and a text.
  private static let model = Result {
    let scratch = try Scratch()
    let made = try Command(
      "train", "addition", "--length", "10", "--hidden", "3", "--iterations", "0", "--run-folder", "run",
      folder: scratch.path)
    #expect(made.exitCode == 1, "\(made.errors)")
    try scratch.write(String(repeating: "some words ", count: 50), to: "t.txt")
    return scratch
  }

  /// Another such folder within one of its own, with a copy of the run's checkpoint under each of some names.
  private static func folder(_ names: [String]) throws -> (scratch: Scratch, here: String) {
    let (model, scratch) = (try model.get(), try Scratch())
    let here = scratch.file("here")
    try FileManager.default.copyItem(atPath: model.path, toPath: here)
    for name in names {
      try FileManager.default.copyItem(atPath: model.file("run/checkpoint.h5"), toPath: "\(here)/\(name)")
    }
    return (scratch, here)
  }

  @Test(
    "Every command takes a name of one character, a folder and nothing at all: it is done, or there is one sentence",
    arguments: ["c", "é", "c/", ".", "..", "/", ""])
  func names(name: String) throws {
    let isCopy = name == "c" || name == "é"
    for arguments in Self.commands {
      let (scratch, here) = try Self.folder(isCopy ? [name] : [])
      defer { _ = scratch }
      if name == "/", getuid() == 0, arguments.contains("--run-folder") { continue }
      let command = try Command(
        arguments.map { $0 == "NAME" ? name : $0 }, folder: here, environment: ["RECUR_BLAS_CORE": "keep"])
      #expect(!command.isKilled && !command.isTimedOut, "\(arguments) with '\(name)': \(command.errors)")
      #expect([0, 1, 64, 65, 66, 73].contains(command.exitCode), "\(arguments) with '\(name)': \(command.exitCode)")
      if ![0, 1].contains(command.exitCode) {
        // Validation says on standard output what it has found.
        let isValidation = arguments.starts(with: ["data", "validate"])
        let said = isValidation && command.errors.isEmpty ? command.output : command.errors
        #expect(said.contains(isValidation ? "\n" : ": "), "\(arguments) with '\(name)': \(said)")
      }
    }
  }

  @Test("A checkpoint of a name of one character is evaluated, inspected and gone on with", arguments: ["c", "é"])
  func shortNames(name: String) throws {
    let (scratch, here) = try Self.folder([name])
    let evaluated = try Command("evaluate", name, "--sequences", "5", folder: here)
    #expect(evaluated.exitCode == 1 && evaluated.output.contains("of step 0"), "\(evaluated.errors)")
    #expect(try Command("inspect", name, folder: here).exitCode == 0)
    let resumed = try Command("resume", name, "--run-folder", "x", "--iterations", "1", folder: here)
    #expect(resumed.exitCode == 1 && scratch.exists("here/x/checkpoint.h5"), "\(resumed.errors)")
  }

  @Test("A dataset file of a name of one character is trained on, unless a task is called so", arguments: ["c", "é"])
  func shortDataNames(name: String) throws {
    let scratch = try Scratch()
    for output in [name, "xor"] {
      let made = try Command(
        "data", "task", "addition", "--length", "10", "--train", "5", "--output", output, folder: scratch.path)
      #expect(made.exitCode == 0, "\(made.errors)")
    }
    let options = ["--hidden", "3", "--iterations", "0", "--run-folder"]
    let trained = try Command(["train", name] + options + ["a"], folder: scratch.path)
    #expect(trained.exitCode == 1 && scratch.exists("a/checkpoint.h5"), "\(trained.errors)")
    #expect(try scratch.text("a/config.yaml").contains("data:"))
    let task = try Command(["train", "xor", "--length", "10"] + options + ["b"], folder: scratch.path)
    #expect(task.exitCode == 1, "\(task.errors)")
    #expect(try scratch.text("b/config.yaml").contains("task: xor"))
  }

  @Test("An argument that is not UTF-8 is refused before anything is done, and shown with escapes")
  func bytes() throws {
    let scratch = try Scratch()
    for line in [
      "train addition --length 10 --hidden 3 --iterations 0 --run-folder $(printf 'caf\\351\\033')",
      "data task addition --train 2 --output $(printf 'caf\\351\\033').h5", "evaluate $(printf 'caf\\351\\033')",
    ] {
      let command = try Command(
        "-c", "exec \(Command.program.path) \(line)", of: URL(fileURLWithPath: "/bin/sh"), folder: scratch.path)
      #expect(command.exitCode == 64, "\(command.exitCode)")
      #expect(command.errors.hasPrefix(#"recur: the argument 'caf\xE9\x1B"#), "\(command.errors)")
      #expect(command.errors.split(separator: "\n").count == 1)
    }
    #expect(scratch.content.isEmpty)
  }

  @Test("In a folder whose name is not UTF-8 a run is made, gone on with and evaluated")
  func folderOfBytes() throws {
    let scratch = try Scratch()
    let recur = Command.program.path
    let command = try Command(
      "-ec",
      """
      mkdir "$(printf 'z\\377')"; cd "$(printf 'z\\377')"
      \(recur) data task addition --length 10 --train 20 --validation 10 --test 10 --output d.h5 > out
      status() { "$@" > out || test $? = 1; }
      status \(recur) train d.h5 --hidden 3 --gradient-batch 10 --curvature-batch 5 --backtracking-batch 5 \
        --iterations 1 --run-folder run
      status \(recur) resume run --iterations 2
      status \(recur) evaluate run --last
      cat out; ls
      """, of: URL(fileURLWithPath: "/bin/sh"), folder: scratch.path)
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(
      command.output.contains("of step 2") && command.output.hasSuffix("d.h5\nout\nrun\n"), "\(command.output)")
  }

  @Test(
    "A path with a NUL character is refused, where a configuration or a checkpoint holds it",
    arguments: ["data", "initialize-from", "run-folder"])
  func nul(name: String) throws {
    let scratch = try Scratch()
    try scratch.write("task: addition\n\(name): \"a\\0b\"\n", to: "c.yaml")
    let command = try Command("train", "--config", "c.yaml", folder: scratch.path)
    #expect(command.exitCode == 65, "\(command.exitCode) \(command.errors)")
    #expect(command.errors.hasPrefix("recur: c.yaml, line 2: ") && command.errors.contains("without the character"))
    #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
  }
}
