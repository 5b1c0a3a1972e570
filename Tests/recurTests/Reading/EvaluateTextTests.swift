import Foundation
import TestSupport
import Testing

@Suite("recur evaluate --text")
struct EvaluateTextTests {
  private func evaluate(_ arguments: String...) throws -> Command {
    try TextFolder.shared().command(["evaluate", "run"] + arguments)
  }

  private func expectSentence(
    _ command: Command, _ code: Int32, _ words: String, _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(command.exitCode == code && !command.isKilled && command.output.isEmpty, sourceLocation: place)
    #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: place)
    #expect(code == 64 || command.errors.split(separator: "\n").count == 1, "\(command.errors)", sourceLocation: place)
  }

  @Test("Each character but the first is scored once")
  func fields() throws {
    let command = try evaluate("--text", "the cat sat", "--json", "--explain")
    #expect(command.exitCode == 0 && command.errors.isEmpty, "\(command.errors)")
    let object = try #require(try command.objects.first)
    #expect(object["characters"] as? Int == 10 && object["bytes"] as? Int == 10 && object["step"] as? Int == 3)
    #expect(object["unit"] as? String == "character" && object["unknown"] as? Int == 0)
    let bits = try #require(object["bits"] as? Double)
    for name in ["bits_per_character", "bits_per_byte"] {
      #expect(abs(bits / 10 - (object[name] as? Double ?? .nan)) < 1e-12)
    }
    let loss = try #require(object["loss"] as? Double)
    #expect(abs(loss - bits / 10 * M_LN2) < 1e-12)
    let symbols = try #require(object["symbols"] as? [[String: Any]])
    #expect(symbols.map { $0["symbol"] as? String ?? "" }.joined() == "the cat sat")
    #expect(symbols[0]["bits"] is NSNull)
    let sum = try symbols.dropFirst().reduce(0) { $0 + (try #require($1["bits"] as? Double)) }
    #expect(abs(sum - bits) < 1e-12)
    #expect(try #require(evaluate("--text", "the cat sat", "--json").objects.first)["symbols"] == nil)
    // What sample says of its prime is the same.
    let sampled = try #require(
      try TextFolder.shared().command("sample", "run", "--prime", "the cat sat", "--length", "0", "--json")
        .objects.first)
    #expect(sampled["prime_bits_per_character"] as? Double == object["bits_per_character"] as? Double)
  }

  @Test("A text in a file, and the whole test split, score as they do elsewhere")
  func file() throws {
    let folder = try TextFolder.shared()
    let scalars = TextFolder.text.unicodeScalars
    let test = scalars.suffix(scalars.count - scalars.count * 3 / 4)
    try folder.scratch.write(String(String.UnicodeScalarView(test)), to: "test.txt")
    let text = try #require(try evaluate("--text-file", "test.txt", "--json").objects.first)
    let split = try #require(try evaluate("--split", "test", "--json").objects.first)
    #expect(text["characters"] as? Int == test.count - 1)
    let (first, second) = (try #require(text["loss"] as? Double), try #require(split["loss"] as? Double))
    #expect(abs(first / second - 1) < 1e-9, "\(first), \(second)")
  }

  @Test("Bytes are those of UTF-8: a text of longer characters has more of them")
  func bytes() throws {
    let folder = try TextFolder.shared(String(repeating: "aé—", count: 300))
    let object = try #require(try folder.command("evaluate", "run", "--text", "aé—é", "--json").objects.first)
    #expect(object["characters"] as? Int == 3 && object["bytes"] as? Int == 7)
    let bits = try #require(object["bits"] as? Double)
    for (name, count) in [("bits_per_character", 3.0), ("bits_per_byte", 7)] {
      #expect(abs(bits / count - (object[name] as? Double ?? .nan)) < 1e-12)
    }
    let byte = try TextFolder.shared(String(repeating: "aé—", count: 300), unit: "byte")
    let other = try #require(try byte.command("evaluate", "run", "--text", "aé—é", "--json").objects.first)
    #expect(other["characters"] as? Int == 7 && other["bytes"] as? Int == 7 && other["unit"] as? String == "byte")
    #expect(try byte.command("evaluate", "run", "--text", "aé—é").output.contains("bits per byte of UTF-8"))
  }

  @Test("Unknown characters are named; bits per byte would mean nothing then")
  func unknown() throws {
    expectSentence(try evaluate("--text", "the Zoo"), 65, "and it has no unknown symbol: 'Z'")
    let folder = try TextFolder.shared(unknown: true)
    let command = try folder.command("evaluate", "run", "--text", "the ZooZ", "--json")
    #expect(command.exitCode == 0 && command.errors.contains("read as its unknown symbol: 'Z' (2 times)"))
    let object = try #require(try command.objects.first)
    #expect(object["unknown"] as? Int == 2 && object["bytes"] as? Int == 5 && object["characters"] as? Int == 7)
    #expect(object["bits_per_byte"] is NSNull && object["bits_per_character"] is Double)
    let words = try folder.command("evaluate", "run", "--text", "the ZooZ")
    #expect(
      words.output.contains("2 characters unknown to the vocabulary") && !words.output.contains("UTF-8"),
      "\(words.output)")
  }

  @Test("People get three numbers, and each character where they ask for it")
  func people() throws {
    let words = try evaluate("--text", "the cat")
    let lines = words.output.split(separator: "\n")
    try #require(lines.count == 3, "\(words.output)\(words.errors)")
    #expect(lines[0].hasPrefix("run, the best parameters, of step "))
    #expect(lines[0].hasSuffix(", on the 6 characters of --text after the first"))
    #expect(lines[1].hasSuffix(" bits per character") && lines[2].hasSuffix(" bits per byte of UTF-8"))
    let table = try evaluate("--text", "the cat", "--explain")
    #expect(table.output.hasSuffix(words.output) && table.output.split(separator: "\n").count == 11)
    #expect(!table.output.contains("\u{1B}"))
  }

  @Test(
    "A terminal shows it in colors", .enabled(if: Terminal.isThere, Terminal.missing))
  func colors() throws {
    let folder = try TextFolder.shared().scratch.path
    let shown = try Terminal.run(
      "\(Command.program.path) evaluate run --text 'the cat , tac eht' --explain", folder: folder)
    #expect(shown.exitCode == 0 && shown.output.contains("\u{1B}[30;48;5;") && shown.output.contains("8 and more"))
  }

  @Test("Texts that leave nothing to predict, and choices that make no sense")
  func refusals() throws {
    expectSentence(try evaluate("--text", "t"), 65, "--text should have at least two characters, it has one")
    expectSentence(try evaluate("--text", ""), 65, "--text should have at least two characters, it has none")
    expectSentence(try evaluate("--text-file", "nowhere"), 66, "there is no file nowhere")
    expectSentence(try evaluate("--text", "ab", "--text-file", "nowhere"), 64, "both --text and --text-file")
    expectSentence(try evaluate("--explain"), 64, "--explain shows the characters of a text")
    for option in [
      ["--data", "text.h5"], ["--split", "test"], ["--length", "5"], ["--seed", "5"], ["--sequences", "5"],
    ] {
      let command = try TextFolder.shared().command(["evaluate", "run", "--text", "ab"] + option)
      expectSentence(command, 64, "\(option[0]) has no meaning beside it")
    }
  }

  @Test("A split of a text is scored whole; one of as many other symbols is refused")
  func splits() throws {
    let folder = try TextFolder.shared(String(repeating: "abc cab ", count: 200))
    let object = try #require(try folder.command("evaluate", "run", "--json").objects.first)
    #expect(object["characters"] as? Int == 399 && object["sequences"] as? Int == 1)
    let bits = try #require(object["bits_per_character"] as? Double)
    let loss = try #require(object["loss"] as? Double)
    #expect(abs(bits * 0.6931471805599453 - loss) < 1e-12)
    let other = try TextFolder.shared(String(repeating: "abd dab ", count: 200))
    let path = other.scratch.file("text.h5")
    expectSentence(try folder.command("evaluate", "run", "--data", path), 65, "has another vocabulary than the text")
  }

  @Test("inspect says in a line what the symbols are")
  func inspect() throws {
    let folder = try TextFolder.shared()
    let words = try folder.command("inspect", "run")
    #expect(words.output.contains(#"text of 16 characters: "\n ,.acdeghmnorst", no unknown symbol"#), "\(words.output)")
    let object = try #require(try folder.command("inspect", "run", "--json").objects.first)
    let vocabulary = try #require((object["model"] as? [String: Any])?["vocabulary"] as? [String: Any])
    #expect(vocabulary["count"] as? Int == 16 && vocabulary["unit"] as? String == "character")
    #expect(vocabulary["unknown"] as? Int == -1 && (vocabulary["symbols"] as? [String])?.count == 16)
  }

  @Test(
    "inspect and check refuse another vocabulary too; a text run meets data that are none, and a task takes its place")
  func otherData() throws {
    let folder = try TextFolder.shared()
    let other = try TextFolder.shared(TextFolder.text.replacing("e", with: "x"))
    let path = other.scratch.file("text.h5")
    for arguments in [["inspect", "run", "--gradient-flow"], ["check", "run"]] {
      expectSentence(try folder.command(arguments + ["--data", path]), 65, "has another vocabulary than the text")
    }
    let made = try folder.command(
      "data", "task", "addition", "--length", "10", "--train", "20", "--output", "task.h5", "--force")
    #expect(made.exitCode == 0, "\(made.errors)")
    expectSentence(
      try folder.command("evaluate", "run", "--data", "task.h5"), 65, "the network of run reads 16 symbols")
    let trained = try other.command(
      "train", "addition", "--config", "run/config.yaml", "--length", "10", "--iterations", "1", "--run-folder", "task")
    #expect(trained.exitCode == 1 && trained.output.contains("addition, T = 10"), "\(trained.errors)")
  }
}
