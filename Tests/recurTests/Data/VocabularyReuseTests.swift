import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("A new text on the vocabulary of an earlier one")
struct VocabularyReuseTests {
  /// The sizes of the run in ``TextFolder``, whose network is to be met again.
  private static let network = [
    "--optimizer", "hf", "--hidden", "12", "--window", "20", "--warm-up", "5", "--gradient-batch", "20",
    "--curvature-batch", "10",
    "--backtracking-batch", "10", "--validation-batch", "10", "--iterations", "1",
  ]

  private func expect(_ command: Command, _ code: Int32, _ words: String) {
    #expect(command.exitCode == code, "\(command.errors)")
    #expect(words.isEmpty ? command.errors.isEmpty : command.errors.contains(words), "\(command.errors)")
  }

  @Test(
    "Of a text file, a checkpoint or a run folder, and training begins with that model",
    arguments: [
      "text.h5", "run", "run/checkpoint.h5",
    ])
  func goesOn(source: String) throws {
    let folder = try TextFolder.shared()
    let name = "new-\(UUID().uuidString)"
    try folder.scratch.write(String(repeating: "a dog sat at the rat. ", count: 30), to: "\(name).txt")
    let made = try folder.command("data", "text", "\(name).txt", "--vocabulary", source, "--output", "\(name).h5")
    expect(made, 0, "")
    let (old, new) = (
      try TextFile(contentsOf: folder.scratch.file("text.h5")),
      try TextFile(contentsOf: folder.scratch.file("\(name).h5"))
    )
    #expect(new.vocabulary == old.vocabulary)
    let first = try new.symbols(of: .train, 0..<5)
    #expect(new.vocabulary.bytes(of: first) == Array("a dog".utf8))
    guard source == "run" else { return }
    let trained = try folder.command(
      ["train", "\(name).h5", "--initialize-from", "run", "--run-folder", "\(name)-run"] + Self.network)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    // Without it the text has a vocabulary of its own, and the model does not read it.
    expect(try folder.command("data", "text", "\(name).txt", "--output", "\(name)-own.h5"), 0, "")
    let refused = try folder.command(
      ["train", "\(name)-own.h5", "--initialize-from", "run", "--run-folder", "\(name)-no"] + Self.network)
    #expect(refused.exitCode == 64, "\(refused.errors)")
  }

  @Test("What it does not have is refused with counts, or becomes its unknown symbol")
  func unknownSymbols() throws {
    let folder = try TextFolder.shared()
    try folder.scratch.write("the cat é, é! the mat é\n", to: "strange.txt")
    let refused = try folder.command("data", "text", "strange.txt", "--vocabulary", "text.h5", "--output", "s.h5")
    expect(
      refused, 65,
      "strange.txt has symbols that are not in the vocabulary of text.h5, which has no unknown symbol for them, 4 in all: \"é\" (3 times), \"!\" (once)"
    )
    #expect(!folder.scratch.exists("s.h5"))
    let open = try TextFolder.shared(unknown: true)
    try open.scratch.write("the cat é, é! the mat é\n", to: "strange.txt")
    let made = try open.command(
      "data", "text", "strange.txt", "--vocabulary", "run", "--split", "1", "--output", "s.h5")
    expect(made, 0, "mapped to the unknown symbol, since the vocabulary does not have them: 'é' (3 times")
    let text = try TextFile(contentsOf: open.scratch.file("s.h5"))
    let symbols = try text.symbols(of: .train, 0..<(try text.length(of: .train)))
    #expect(symbols.count { Int($0) == text.vocabulary.unknown } == 4)
  }

  @Test("Bytes stay bytes, and choices that would make another vocabulary are refused")
  func choices() throws {
    let bytes = try TextFolder.shared(unit: "byte")
    try bytes.scratch.write("the cat, the rat. ", to: "new.txt")
    let made = try bytes.command("data", "text", "new.txt", "--vocabulary", "run", "--split", "1", "--output", "n.h5")
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(try TextFile(contentsOf: bytes.scratch.file("n.h5")).vocabulary.unit == .byte)
    let cases: [([String], Int32, String)] = [
      (
        ["--vocabulary", "run", "--unit", "character"], 64, "does not go with the vocabulary of run, whose unit is byte"
      ),
      (["--vocabulary", "run", "--minimum-count", "2"], 64, "--vocabulary is taken as it is"),
      (["--vocabulary", "run", "--unknown"], 64, "--vocabulary is taken as it is"),
      (["--vocabulary", "nowhere"], 66, "nowhere"), (["--vocabulary", "new.txt"], 65, "new.txt"),
    ]
    for (options, code, words) in cases {
      expect(try bytes.command(["data", "text", "new.txt", "--output", "x.h5"] + options), code, words)
    }
    try bytes.scratch.write("", to: "none")
    let numbers = try bytes.command("data", "task", "addition", "--length", "10", "--train", "5", "--output", "t.h5")
    #expect(numbers.exitCode == 0)
    expect(try bytes.command("data", "text", "new.txt", "--output", "x.h5", "--vocabulary", "t.h5"), 65, "t.h5")
  }
}
