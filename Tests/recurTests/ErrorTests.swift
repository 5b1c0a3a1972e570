import Foundation
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
    for command in ["train", "check"] {
      expect(try Command(command, "xor", "--hidden", "65536", "--layers", "500"), 64, "this machine has")
    }
    expect(try Command("benchmark", "--hidden", "65536", "--layers", "500"), 64, "this machine has")
  }

  @Test("64: what the parser refuses")
  func parsing() throws {
    for command in try [
      Command("train", "xor", "--length", "abc"), Command("train", "--nonsense"), Command("nonsense"),
      Command("train", "xor", "--precision", "half"),
    ] {
      #expect(command.exitCode == 64)
      #expect(command.output.isEmpty && command.errors.contains("Error: "), "\(command.errors)")
    }
  }

  @Test("65: a configuration that is none")
  func badData() throws {
    let scratch = try Scratch()
    try scratch.write("lenght: 50\n", to: "c.yaml")
    expect(try Command("train", "--config", "c.yaml", folder: scratch.path), 65, "there is no option 'lenght'")
    try scratch.write("length: [1\n", to: "c.yaml")
    expect(try Command("train", "--config", "c.yaml", folder: scratch.path), 65, "not valid YAML")
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
}
