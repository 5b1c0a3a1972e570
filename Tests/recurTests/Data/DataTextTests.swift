import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("recur data text")
struct DataTextTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func make(_ arguments: String...) throws -> Command {
    try Command(["data", "text"] + arguments, folder: scratch.path)
  }

  private func expect(_ command: Command, _ code: Int32, _ words: String) {
    #expect(command.exitCode == code, "\(command.errors)")
    #expect(command.errors.contains(words), "\(command.errors)")
    #expect(command.output.isEmpty)
  }

  /// Some thousand characters that look like text.
  private func write(_ name: String, _ count: Int = 4000) throws {
    let words = ["the", "cat", "sat", "on", "mats,", "é", "and", "then\n"]
    try scratch.write((0..<count / 4).map { words[$0 * $0 / 5 % 8] }.joined(separator: " "), to: name)
  }

  @Test("A text becomes a file that is described and valid, in words and as JSON")
  func text() throws {
    try write("a.txt")
    let made = try make("a.txt", "--output", "a.h5", "--description", "a cat")
    #expect(made.exitCode == 0 && made.errors.isEmpty, "\(made.errors)")
    let file = try TextFile(contentsOf: scratch.file("a.h5"))
    let count = try scratch.text("a.txt").unicodeScalars.count
    let kinds = Set(try scratch.text("a.txt").unicodeScalars).count
    #expect(kinds > 10)
    #expect(try file.splits.map { try file.length(of: $0) }.reduce(0, +) == count)
    #expect(
      made.output.contains("\(try file.length(of: .train)) train")
        && made.output.contains("vocabulary  \(kinds) symbols"))
    #expect(file.description == "a cat" && file.about.creator?.hasPrefix("recur ") == true)

    let words = try Command("data", "describe", "a.h5", "--ngrams", "4", folder: scratch.path)
    #expect(words.exitCode == 0 && words.errors.isEmpty, "\(words.errors)")
    for part in [
      "a.h5: a cat", "\(kinds) symbols, none unknown", "/validation", "entropy", "' ' ", "'\\n' ", "bits per byte",
    ] {
      #expect(words.output.contains(part), "\(words.output)")
    }
    let described = try Command(
      "data", "describe", "a.h5", "--ngrams", "3", "--split", "validation", "--json", folder: scratch.path)
    let object = try #require(try described.objects.first)
    #expect(object["task"] as? String == "text" && (object["vocabulary"] as? [String])?.count == kinds)
    let ngrams = try #require(object["ngrams"] as? [String: Any])
    #expect(ngrams["split"] as? String == "validation" && ngrams["train"] as? String == "train")
    let orders = try #require(ngrams["orders"] as? [[String: Any]])
    let baselines = try NGramBaselines(file, order: 3, split: .validation)
    #expect(orders.count == 3)
    for (order, score) in zip(orders, baselines.scores) {
      let bits = try #require(order["bits_per_character"] as? Double)
      let perByte = try #require(order["bits_per_byte"] as? Double)
      #expect(order["order"] as? Int == score.order && abs(bits - score.bitsPerCharacter) < 1e-12)
      #expect(try abs(perByte - #require(score.bitsPerByte)) < 1e-12 && perByte < bits)
    }
    #expect(ngrams["predicted"] as? Int == baselines.predictedCount)

    let valid = try Command("data", "validate", "a.h5", folder: scratch.path)
    #expect(valid.output == "a.h5: valid; text, \(count) symbols in 3 splits\n")
  }

  @Test("JSON of what was done, with the digests of what it was done to")
  func json() throws {
    try write("a.txt")
    try scratch.write("the cat sat?? on mats", to: "b.txt")
    let made = try make(
      "--train", "a.txt", "--test", "b.txt", "--unknown", "--unit", "byte", "--output", "a.h5", "--json")
    let object = try #require(try made.objects.first)
    #expect(object["unit"] as? String == "byte" && object["normalization"] as? String == "none")
    #expect(object["symbols"] as? [String: Int] == ["train": try scratch.text("a.txt").utf8.count, "test": 21])
    let kinds = Set(try scratch.text("a.txt").utf8).count
    #expect(object["vocabulary"] as? Int == kinds + 1 && object["unknown"] as? Int == kinds)
    let unseen = try #require((object["unseen"] as? [[String: Any]])?.first)
    #expect(unseen["symbol"] as? String == "?" && unseen["count"] as? Int == 2 && unseen["offset"] as? Int == 11)
    let sources = try #require(object["sources"] as? [[String: Any]])
    #expect(sources.map { $0["file"] as? String } == ["a.txt", "b.txt"])
    for source in sources {
      #expect(try source["sha256"] as? String == File.digest(of: scratch.file(source["file"] as! String)))
    }
    #expect(try object["sha256"] as? String == File.digest(of: scratch.file("a.h5")))
    #expect(
      made.errors.contains("mapped to the unknown symbol") && made.errors.contains("'?' (2 times, first in b.txt"))
  }

  @Test("What one might not expect in a text is mentioned")
  func notes() throws {
    try scratch.write([0xEF, 0xBB, 0xBF, 0x61, 0, 0x62, 0x61], to: "a.txt")
    let made = try make("a.txt", "--split", "1", "--output", "a.h5", "--minimum-count", "2")
    #expect(made.exitCode == 0)
    #expect(
      made.errors.contains("a.txt begins with a byte-order mark") && made.errors.contains("the character NUL once"))
    #expect(made.output.contains("3 kinds that occur less than 2 times, 3 occurrences"), "\(made.output)")
  }

  @Test("64, 65, 66 and 73: what cannot be done")
  func errors() throws {
    try write("a.txt")
    try scratch.write("", to: "empty.txt")
    try scratch.write("x", to: "one.txt")
    try scratch.write([0x63, 0xE9, 0x20, 0x63], to: "latin.txt")
    try FileManager.default.createDirectory(atPath: scratch.file("folder"), withIntermediateDirectories: true)
    expect(try make("empty.txt", "--output", "x.h5"), 65, "empty.txt is empty")
    expect(try make("one.txt", "--output", "x.h5"), 65, "one.txt has 1 symbol, of which")
    expect(try make("latin.txt", "--output", "x.h5"), 65, "offset 1 (0xE9)")
    expect(try make("latin.txt", "--output", "x.h5"), 65, "iconv -f latin1 -t utf8")
    #expect(try make("latin.txt", "--unit", "byte", "--split", "1", "--output", "latin.h5").exitCode == 0)
    expect(try make("folder", "--output", "x.h5"), 65, "folder should be a file of text, it is a folder")
    expect(try make("none.txt", "--output", "x.h5"), 66, "there is no file none.txt")
    expect(try make("a.txt", "--output", "none/x.h5"), 73, "there is no folder")
    expect(try make("a.txt", "--output", "a.txt", "--force"), 64, "would replace the input a.txt")
    expect(try make("a.txt", "--output", "latin.h5"), 73, "--force replaces it")
    expect(try make("--output", "x.h5"), 64, "a file of text should be named")
    expect(try make("-", "--output", "x.h5"), 64, "standard input cannot be")
    expect(try make("a.txt", "--split", "0.5,0.6", "--output", "x.h5"), 64, "--split should be one to three shares")
    expect(try make("a.txt", "--split", "nan,1", "--output", "x.h5"), 64, "--split should be one to three shares")
    expect(try make("a.txt", "--minimum-count", "0", "--output", "x.h5"), 64, "--minimum-count should be at least 1")
    expect(try make("a.txt", "--train", "a.txt", "--output", "x.h5"), 64, "either joined and cut, or named")
    expect(try make("--test", "a.txt", "--output", "x.h5"), 64, "--train should name a file")
    expect(try make("--train", "a.txt", "--split", "1", "--output", "x.h5"), 64, "there is nothing to cut")
    expect(try make("--train", "a.txt", "--block-size", "9", "--output", "x.h5"), 64, "--block-size cuts files that")
    expect(try make("a.txt", "--block-size", "1", "--output", "x.h5"), 64, "--block-size should be at least 2 symbols")
    expect(try make("--from-torch-rnn", "x.h5", "--output", "x.h5"), 64, "--from-torch-rnn needs --vocabulary")
    expect(
      try make("--train", "one.txt", "--train", "one.txt", "--test", "a.txt", "--output", "x.h5"), 65,
      "does not occur in the training text; --unknown maps")
    #expect(!scratch.exists("x.h5"))
    let described = try Command("data", "describe", "latin.h5", "--ngrams", "2", folder: scratch.path)
    expect(described, 65, "has no group /test, only /train")
    expect(
      try Command("data", "describe", "latin.h5", "--ngrams", "0", folder: scratch.path), 64, "--ngrams should be 1")
  }

  @Test("Nobody may read it", .enabled(if: getuid() != 0, "the superuser may read anything"))
  func unreadable() throws {
    try write("a.txt")
    chmod(scratch.file("a.txt"), 0)
    expect(try make("a.txt", "--output", "x.h5"), 66, "a.txt cannot be read")
  }

  @Test("130: Ctrl-C leaves nothing, or what was there before")
  func interrupted() throws {
    let path = try scratch.write([UInt8](repeating: 0x61, count: 1 << 20), to: "a.txt")
    try scratch.write("precious", to: "big.h5")
    let start = Date()
    let command = try Command(
      ["data", "text"] + [String](repeating: path, count: 400) + ["--output", "big.h5", "--force"],
      folder: scratch.path, interruptWhen: { Date().timeIntervalSince(start) > 0.7 })
    #expect(command.exitCode == 130, "\(command.errors)")
    #expect(command.errors.contains("interrupted; big.h5 was not written"))
    #expect(scratch.content == ["a.txt", "big.h5"])
    #expect(try scratch.text("big.h5") == "precious")
  }

  @Test("n-grams are those of text alone")
  func sequences() throws {
    _ = try Command("data", "task", "xor", "--length", "10", "--train", "4", "--output", "x.h5", folder: scratch.path)
    expect(try Command("data", "describe", "x.h5", "--ngrams", "2", folder: scratch.path), 65, "does not hold text")
  }

  @Test(
    "torch-rnn's files are taken over", .enabled(if: Python.hasH5py, Python.missing))
  func torch() throws {
    try write("a.txt")
    let script = """
      import sys, json, h5py, numpy as np
      text = open(sys.argv[1] + "/a.txt", encoding="utf-8").read()
      tokens = {}
      for c in text: tokens.setdefault(c, len(tokens) + 1)
      symbols = np.array([tokens[c] for c in text], np.uint8)
      with h5py.File(sys.argv[1] + "/t.h5", "w") as f:
          f.create_dataset("train", data=symbols[:-200]); f.create_dataset("val", data=symbols[-200:-1])
          f.create_dataset("test", data=symbols[-1:])
      json.dump({"token_to_idx": tokens, "idx_to_token": {v: k for k, v in tokens.items()}}, open(sys.argv[1] + "/t.json", "w"))
      """
    #expect(try Python.run(script, scratch.path).status == 0)
    let made = try make("--from-torch-rnn", "t.h5", "--vocabulary", "t.json", "--output", "a.h5")
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(made.errors == "t.h5: /test has 1 symbol, too few to predict anything in; left out\n")
    let file = try TextFile(contentsOf: scratch.file("a.h5"))
    let bytes = try file.splits.flatMap { try file.vocabulary.bytes(of: file.symbols(of: $0, 0..<file.length(of: $0))) }
    #expect(String(decoding: bytes, as: UTF8.self) == String(try scratch.text("a.txt").unicodeScalars.dropLast()))
    expect(try make("--from-torch-rnn", "none.h5", "--vocabulary", "t.json", "--output", "x.h5"), 66, "none.h5")
    expect(try make("--from-torch-rnn", "t.h5", "--vocabulary", "none.json", "--output", "x.h5"), 66, "none.json")
    expect(
      try make("--from-torch-rnn", "t.json", "--vocabulary", "t.json", "--output", "x.h5"), 65,
      "t.json should be an HDF5")
    expect(
      try make("--from-torch-rnn", "t.h5", "--vocabulary", "t.json", "--unknown", "--output", "x.h5"), 64,
      "no other choices")
  }

  @Test("Help has examples", arguments: ["text", "piano-roll", "describe"])
  func help(verb: String) throws {
    let help = try Command("data", verb, "--help")
    #expect(help.exitCode == 0)
    #expect(help.output.contains("Example") && help.output.contains("recur data \(verb) "))
  }
}
