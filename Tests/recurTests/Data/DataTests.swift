import Foundation
import SequenceData
import TestSupport
import Testing
import Training

@Suite("recur data")
struct DataTests {
  private func make(_ arguments: String..., in scratch: Scratch) throws -> Command {
    try Command(["data", "task"] + arguments, folder: scratch.path)
  }

  @Test("A task becomes a file that is described and valid, in words and as JSON")
  func task() throws {
    let scratch = try Scratch()
    let made = try make(
      "addition", "--length", "20", "--variant", "sum", "--train", "50", "--validation", "0", "--test", "20", "--seed",
      "5", "--output", "a.h5", in: scratch)
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(made.errors.isEmpty)
    #expect(made.output.contains("addition (sum), T = 20, seed 5"))
    #expect(made.output.contains("50 train, 20 test"))
    #expect(made.output.firstMatch(of: /SHA-256 +[0-9a-f]{64}\n/) != nil)

    let file = try SequenceFile(contentsOf: scratch.path + "/a.h5")
    #expect(file.splits == [.train, .test])
    let task = try SequenceTasks.named("addition", variant: "sum")
    #expect(
      try file.split(.test).sequences(0..<20) == task.makeSplit(.test, size: 20, seed: 5, length: 20))
    #expect(file.description.creator == "recur \(programVersion)")

    let words = try Command("data", "describe", "a.h5", folder: scratch.path)
    #expect(words.exitCode == 0 && words.errors.isEmpty)
    for part in [
      "addition (sum) version 1", "T = 20", "seed 5", "/train", "50 sequences of 20 to 22 steps", "2 real features",
    ] {
      #expect(words.output.contains(part), "\(words.output)")
    }
    #expect(!words.output.contains("/validation"))
    let description = try Command("data", "describe", "a.h5", "--json", folder: scratch.path)
    let object = try #require(try description.objects.first)
    #expect(object["task"] as? String == "addition" && object["variant"] as? String == "sum")
    let splits = try #require(object["splits"] as? [[String: Any]])
    #expect(splits.map { $0["sequences"] as? Int } == [50, 20])
    #expect(splits.allSatisfy { ($0["constant"] as? [String: Any])?["wrong"] is Double })

    let valid = try Command("data", "validate", "a.h5", folder: scratch.path)
    #expect(valid.exitCode == 0)
    #expect(valid.output.hasPrefix("a.h5: valid; 70 sequences, "))
  }

  @Test("JSON of what was written; the digest is that of the file")
  func taskJSON() throws {
    let scratch = try Scratch()
    let made = try make(
      "xor", "--length", "10", "--train", "4", "--validation", "3", "--test", "2", "--output", "x.h5", "--json",
      in: scratch)
    let object = try #require(try made.objects.first)
    #expect(object["sequences"] as? [String: Int] == ["train": 4, "validation": 3, "test": 2])
    let size = try FileManager.default.attributesOfItem(atPath: scratch.path + "/x.h5")[.size] as? Int
    #expect(object["bytes"] as? Int == size)
    #expect((object["sha256"] as? String)?.count == 64)
  }

  @Test("A fixed task writes what exists, and says so")
  func fixed() throws {
    let scratch = try Scratch()
    let made = try make("memorization-5", "--length", "3", "--test", "0", "--output", "m.h5", in: scratch)
    #expect(made.exitCode == 0)
    #expect(made.errors == "memorization-5 has 32 sequences; every split holds each of them once\n")
    #expect(made.output.contains("32 train, 32 validation\n"))
  }

  @Test("64, 66 and 73: what cannot be done")
  func errors() throws {
    let scratch = try Scratch()
    func expect(_ command: Command, _ code: Int32, _ words: String) {
      #expect(command.exitCode == code, "\(command.errors)")
      #expect(command.errors.contains(words), "\(command.errors)")
      #expect(command.output.isEmpty)
    }
    expect(try make("adition", "--output", "a.h5", in: scratch), 64, "Did you mean \"addition\"?")
    expect(try make("addition", "--variant", "no", "--output", "a.h5", in: scratch), 64, "no variant")
    expect(try make("addition", "--length", "3", "--output", "a.h5", in: scratch), 64, "the smallest is 10")
    expect(try make("addition", "--train=-1", "--output", "a.h5", in: scratch), 64, "--train should be 0 to")
    expect(
      try make("addition", "--train", "0", "--validation", "0", "--test", "0", "--output", "a.h5", in: scratch), 64,
      "should be above 0")
    expect(try make("addition", in: scratch), 64, "--output")
    expect(try make("addition", "--output", "none/a.h5", in: scratch), 73, "there is no folder")
    try scratch.write("precious", to: "kept.h5")
    expect(try make("addition", "--output", "kept.h5", in: scratch), 73, "--force replaces it")
    #expect(try String(contentsOfFile: scratch.path + "/kept.h5", encoding: .utf8) == "precious")
    #expect(try make("xor", "--train", "2", "--output", "kept.h5", "--force", in: scratch).exitCode == 0)
    for verb in ["describe", "validate"] {
      expect(try Command("data", verb, "none.h5", folder: scratch.path), 66, "there is no file none.h5")
    }
  }

  @Test("65: what is wrong with a file, a line each, and the other files all the same")
  func invalid() throws {
    let scratch = try Scratch()
    try scratch.write("offsets\n", to: "text.h5")
    _ = try make(
      "copy", "--length", "5", "--train", "6", "--validation", "0", "--test", "0", "--output", "c.h5", in: scratch)
    var damaged = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/c.h5"))
    damaged[damaged.count / 2] ^= 1
    try damaged.write(to: URL(fileURLWithPath: scratch.path + "/damaged.h5"))
    let check = try Command("data", "validate", "text.h5", "c.h5", "damaged.h5", folder: scratch.path)
    #expect(check.exitCode == 65)
    let lines = check.output.split(separator: "\n")
    #expect(lines.count == 5, "\(check.output)")
    #expect(lines[0].hasPrefix("text.h5 should be an HDF5 file") && lines[1].hasPrefix("text.h5: not valid, 1 finding"))
    #expect(lines[2].hasPrefix("c.h5: valid; 6 sequences"))
    #expect(lines[3].hasPrefix("damaged.h5 is damaged") && lines[4].hasPrefix("damaged.h5: not valid"))
    let json = try Command("data", "validate", "text.h5", "c.h5", "--json", folder: scratch.path)
    #expect(json.exitCode == 65)
    #expect(try json.objects.map { $0["valid"] as? Bool } == [false, true])
    for name in ["text.h5", "damaged.h5"] {
      let command = try Command("data", "describe", name, folder: scratch.path)
      #expect(command.exitCode == 65 && command.output.isEmpty && command.errors.hasPrefix("recur: \(name)"))
    }
  }

  @Test("130: Ctrl-C leaves nothing, or what was there before")
  func interrupted() throws {
    let scratch = try Scratch()
    try scratch.write("precious", to: "big.h5")
    let start = Date()
    let command = try Command(
      ["data", "task", "adding-fixed", "--length", "1000", "--train", "10000000", "--output", "big.h5", "--force"],
      folder: scratch.path, interruptWhen: { Date().timeIntervalSince(start) > 1 })
    #expect(command.exitCode == 130, "\(command.errors)")
    #expect(command.errors.contains("interrupted; big.h5 was not written"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["big.h5"])
    #expect(try String(contentsOfFile: scratch.path + "/big.h5", encoding: .utf8) == "precious")
  }

  @Test("Help has examples", arguments: ["task", "describe", "validate"])
  func help(verb: String) throws {
    let help = try Command("data", verb, "--help")
    #expect(help.exitCode == 0)
    #expect(help.output.contains("Example") && help.output.contains("recur data \(verb) "))
  }

  @Test(
    "The example in Datasets/README.md writes a file that is valid and learned",
    .enabled(if: Python.hasH5py, Python.missing))
  func readme() throws {
    let scratch = try Scratch()
    let text = try Repository.text("Datasets/README.md")
    let example = try #require(text.firstMatch(of: /```python\n(.*?)```/.dotMatchesNewlines())?.output.1)
    let made = try Python.run("import os, sys\nos.chdir(sys.argv[1])\n" + example, scratch.path)
    #expect(made.status == 0, "\(made.output)")
    let valid = try Command("data", "validate", "first-and-last.h5", folder: scratch.path)
    #expect(valid.exitCode == 0)
    #expect(text.contains(valid.output))
    let run = try Command(
      "train", "first-and-last.h5", "--iterations", "10", "--run-folder", "run", "--json", folder: scratch.path,
      limit: 60)
    let losses = try run.objects.compactMap { $0["loss"] as? Double }
    #expect(losses.count >= 10 && losses[losses.count - 1] < 0.3, "\(losses) \(run.errors)")
  }
}
