import Foundation
import TestSupport
import Testing

@Suite("Where a configuration comes from")
struct ConfigurationInputTests {
  private let yaml = "task: addition\nlength: 10\nhidden: 3\ngradient-batch: 20\niterations: 1\n"

  private func shell(_ line: String, in scratch: Scratch, limit: Double = 30) throws -> Command {
    try Command("-c", line, of: URL(fileURLWithPath: "/bin/bash"), folder: scratch.path, limit: limit)
  }

  @Test(
    "Pipes, standard input and a name in the task's place are read as a file is",
    arguments: [
      "RECUR train --config <(cat c.yaml) RUN", "RECUR train <(cat c.yaml) RUN",
      "cat c.yaml | RECUR train --config - RUN",
      "cat c.yaml | RECUR train - RUN", "RECUR train --config /dev/stdin RUN < c.yaml", "RECUR train c.yaml RUN",
      "cat c.yaml | RECUR train --config /dev/stdin RUN", "(sleep 1; cat c.yaml) | RECUR train --config - RUN",
      "mkfifo f; (sleep 0.5; cat c.yaml > f) & RECUR train --config f RUN",
    ])
  func sources(line: String) throws {
    let scratch = try Scratch()
    try scratch.write(yaml, to: "c.yaml")
    let command = try shell(
      line.replacing("RECUR", with: Command.program.path).replacing("RUN", with: "--run-folder run"), in: scratch)
    #expect(command.exitCode == 1 && scratch.exists("run/checkpoint.h5"), "\(command.errors)")
    #expect(try scratch.text("run/config.yaml").contains("length: 10\n"))
  }

  @Test("A series and a check take a pipe too")
  func otherCommands() throws {
    let scratch = try Scratch()
    try scratch.write(yaml, to: "c.yaml")
    let program = Command.program.path
    let check = try shell("\(program) check <(cat c.yaml) --sequences 2", in: scratch)
    #expect(check.exitCode == 0, "\(check.errors)")
    let series = try shell("\(program) repeat --config <(cat c.yaml) --seeds 1 --run-folder s", in: scratch)
    #expect(series.exitCode == 1 && scratch.exists("s/seed-1/checkpoint.h5"), "\(series.errors)")
  }

  @Test(
    "What holds no configuration is refused in a sentence, soon",
    arguments: [
      ("mkfifo f; RECUR train xor --config f", "f is a pipe that nobody writes into"),
      ("RECUR train xor --config <(true)", "should be a configuration, nothing came through the pipe"),
      ("RECUR train xor --config /dev/zero", "/dev/zero should be a configuration, it is a device"),
      ("RECUR train xor --config - < /dev/null", "standard input should be a configuration, it is a device"),
      ("RECUR train xor --config .", ". should be a configuration, it is a folder"),
      (
        "yes 'length: 10' | RECUR train xor --config -",
        "standard input should be a configuration of at most 65536 bytes, it is longer"
      ),
      (
        "head -c 3000000 /dev/zero > f; RECUR train xor --config f",
        "f should be a configuration of at most 65536 bytes, it is longer"
      ),
      ("printf '\\xff\\xfe' | RECUR train xor --config -", "standard input is not UTF-8 text"),
      ("RECUR train xor --config missing.yaml", "there is no file missing.yaml"),
    ])
  func refusals(line: String, sentence: String) throws {
    let scratch = try Scratch()
    let command = try shell(line.replacing("RECUR", with: Command.program.path), in: scratch)
    #expect([65, 66].contains(command.exitCode) && !command.isTimedOut, "\(command.exitCode) \(command.errors)")
    #expect(command.errors.contains(sentence), "\(command.errors)")
    #expect(!scratch.exists("runs"))
  }

  @Test("Bombs of YAML end in a short sentence at once, also with a small stack")
  func bombs() throws {
    let scratch = try Scratch()
    try scratch.write(String(repeating: "[", count: 60_000), to: "deep.yaml")
    try scratch.write("length: " + String(repeating: "{a: ", count: 15_000), to: "deeper.yaml")
    try scratch.write(
      "? &a0 [x]\n: 1\n" + (1...30).map { "? &a\($0) {*a\($0 - 1) : *a\($0 - 1)}\n: 1\n" }.joined(), to: "bomb.yaml")
    for name in ["deep", "deeper", "bomb"] {
      let command = try shell("ulimit -s 256; \(Command.program.path) train xor --config \(name).yaml", in: scratch)
      #expect(
        command.exitCode == 65 && !command.isTimedOut, "\(name): \(command.exitCode) \(command.errors.prefix(300))")
      #expect(command.errors.utf8.count < 400)
    }
  }

  @Test("A run's log and summary of too many bytes, or too deep, are refused in a sentence")
  func records() throws {
    let scratch = try Scratch()
    try scratch.write(yaml, to: "c.yaml")
    #expect(try Command("train", "c.yaml", "--run-folder", "run", folder: scratch.path).exitCode == 1)
    let log = try scratch.text("run/log.jsonl")
    let deep = String(repeating: "[", count: 100_000)
    for (text, words) in [
      (log + "{\"step\": \(deep)\n", "line 2 is no step of a run"),
      (log + "{\"step\": \"" + String(repeating: "x", count: 3_000_000) + "\"}\n", "line 2 is no step of a run"),
    ] {
      try scratch.write(text, to: "run/log.jsonl")
      let command = try shell("ulimit -s 256; \(Command.program.path) compare run run", in: scratch)
      #expect(
        command.exitCode == 65 && command.errors.contains(words), "\(command.exitCode) \(command.errors.prefix(300))")
    }
    try scratch.write(log, to: "run/log.jsonl")
    for (text, words) in [
      ("{\"solved\": \(deep)", "is not the summary of a run"),
      (String(repeating: " ", count: 2_000_000), "more than 1048576"),
    ] {
      try scratch.write(text, to: "run/summary.json")
      let command = try shell("ulimit -s 256; \(Command.program.path) compare run run", in: scratch)
      #expect(
        command.exitCode == 65 && command.errors.contains(words), "\(command.exitCode) \(command.errors.prefix(300))")
    }
  }
}
