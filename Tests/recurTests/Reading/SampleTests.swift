import Foundation
import HDF5
import TestSupport
import Testing

@Suite("recur sample")
struct SampleTests {
  /// Samples the bytes of a text, or what else is asked for.
  private func sample(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
    let form = arguments.contains("--json") || arguments.contains("--explain") ? [] : ["--raw"]
    return try TextFolder.shared().command(["sample", "run"] + arguments + form, environment: environment)
  }

  private func expectSentence(
    _ command: Command, _ code: Int32, _ words: String, _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(command.exitCode == code && !command.isKilled && command.output.isEmpty, sourceLocation: place)
    #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: place)
    if code != 64 {
      #expect(command.errors.hasPrefix("recur: "), "\(command.errors)", sourceLocation: place)
      #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)", sourceLocation: place)
    }
  }

  @Test("The prime and so many characters, nothing else; the same seed, the same text")
  func text() throws {
    let first = try sample("--prime", "the cat", "--length", "40")
    #expect(first.exitCode == 0 && first.errors.isEmpty, "\(first.errors)")
    #expect(first.output.hasPrefix("the cat") && first.output.unicodeScalars.count == 47)
    #expect(try sample("--prime", "the cat", "--length", "40", "--stream").output == first.output)
    #expect(try sample("--prime", "the cat", "--length", "40", "--seed", "1").output == first.output)
    #expect(try sample("--prime", "the cat", "--length", "40", "--seed", "2").output != first.output)
    #expect(
      try sample("--prime", "the cat", "--length", "40", "--no-prime").output == String(first.output.dropFirst(7)))
    #expect(try sample("--length", "30", "--prime", "").output == sample("--length", "30").output)
    #expect(try sample("--length", "0", "--prime", "on").output == "on")
    #expect(try sample().output.unicodeScalars.count == 500)
  }

  @Test("Threads of the linear algebra library change no character")
  func threads() throws {
    let expected = try sample("--length", "200", environment: ["OPENBLAS_NUM_THREADS": "1"]).output
    for threads in ["2", "7"] {
      #expect(try sample("--length", "200", environment: ["OPENBLAS_NUM_THREADS": threads]).output == expected)
    }
  }

  @Test("A file can be the prime, newlines and all")
  func primeFile() throws {
    let folder = try TextFolder.shared()
    try folder.scratch.write("the mat,\n", to: "prime.txt")
    let fromFile = try sample("--prime-file", "prime.txt", "--length", "20")
    #expect(fromFile.output == (try sample("--prime", "the mat,\n", "--length", "20").output))
    #expect(fromFile.output.hasPrefix("the mat,\n"))
    expectSentence(try sample("--prime-file", "nowhere.txt"), 66, "there is no file nowhere.txt")
    expectSentence(try sample("--prime-file", "run"), 65, "run should be a file of text, it is a folder")
    expectSentence(try sample("--prime-file", "prime.txt", "--prime", "a"), 64, "both --prime and --prime-file")
    try folder.scratch.write([0x74, 0xE9], to: "latin1.txt")
    expectSentence(try sample("--prime-file", "latin1.txt"), 65, "the byte at offset 1 is not")
    try folder.scratch.write("a\u{0}", to: "nul.txt")
    expectSentence(try sample("--prime-file", "nul.txt"), 65, "the model does not know, and it has no unknown symbol")
  }

  @Test("What makes no sense is refused with a sentence")
  func usage() throws {
    expectSentence(try sample("--temperature", "0"), 64, "--argmax takes the likeliest character")
    expectSentence(try sample("--temperature", "-1"), 64, "--temperature should be above 0 and finite")
    for temperature in ["nan", "inf"] {
      expectSentence(try sample("--temperature=\(temperature)"), 64, "--temperature should be a finite decimal number")
    }
    expectSentence(try sample("--top-k", "0"), 64, "--top-k should be at least 1, got 0")
    expectSentence(try sample("--length=-1"), 64, "--length should be between 0 and 1000000000, got -1")
    expectSentence(try sample("--length", "100000000", "--json"), 64, "with --stream it goes on without end")
    expectSentence(try sample("--argmax", "--top-k", "3"), 64, "--argmax draws nothing")
    expectSentence(try sample("--argmax", "--temperature", "2"), 64, "--argmax draws nothing")
    expectSentence(
      try TextFolder.shared().command("sample", "nowhere"), 66,
      "there is no run folder and no checkpoint at nowhere")
    expectSentence(try TextFolder.shared().command("sample", "text.h5"), 65, "its format is 'recur.dataset'")
  }

  @Test("A checkpoint of another sort is no model of text")
  func otherModel() throws {
    let scratch = try Scratch()
    let trained = try Command(
      "train", "temporal-order", "--length", "12", "--iterations", "0", "--run-folder", "run", folder: scratch.path)
    #expect(trained.exitCode == 1)
    expectSentence(
      try Command("sample", "run", folder: scratch.path), 65,
      "run is no model of text: it was trained on temporal-order and has no vocabulary")
    expectSentence(try Command("evaluate", "run", "--text", "ab", folder: scratch.path), 65, "run is no model of text")
  }

  @Test("Characters that the model does not know: read as its unknown symbol and named, or refused")
  func unknownSymbols() throws {
    expectSentence(
      try sample("--prime", "the Zé Z"), 65,
      "--prime has characters that the model does not know, and it has no unknown symbol: 'Z' (2 times), 'é'")
    let folder = try TextFolder.shared(unknown: true)
    let command = try folder.command("sample", "run", "--prime", "the Zé Z", "--length", "500")
    #expect(command.exitCode == 0)
    #expect(
      command.errors.hasPrefix(
        "recur: --prime has characters that the model does not know, read as its unknown symbol: 'Z' (2 times), 'é'\nrun, the "
      ))
    #expect(command.output.hasPrefix("the \u{FFFD}\u{FFFD} \u{FFFD}"))
    #expect(!command.output.dropFirst(8).contains("\u{FFFD}"))
    let object = try #require(
      try folder.command("sample", "run", "--prime", "Zé", "--length", "2", "--json").objects.first)
    #expect((object["unknown_symbols"] as? [[String: Any]])?.map { $0["symbol"] as? String } == ["Z", "é"])
    // At this temperature all symbols are equally likely, the unknown one too where it is allowed.
    let hot = ["sample", "run", "--length", "500", "--temperature", "1e9"]
    #expect(try !folder.command(hot).output.contains("\u{FFFD}"))
    #expect(try folder.command(hot + ["--allow-unknown"]).output.contains("\u{FFFD}"))
  }

  @Test("Of many that it does not know ten are named, none of which a terminal would obey")
  func manyUnknownSymbols() throws {
    let command = try sample("--prime", "\u{1B}\u{9B}\u{202E}4567890!?&")
    expectSentence(command, 65, "U+001B, U+009B, U+202E, '4', '5', '6', '7', '8', '9', '0' and 3 more")
    #expect(command.errors.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("A vocabulary that does not fit its network is refused, and shown by inspect as it is")
  func tampered() throws {
    let folder = try TextFolder.shared().copied()
    let path = folder.scratch.file("run/checkpoint.h5")
    let file = try File.open(path, for: .updating)
    try file.root.remove("model/vocabulary")
    let dataset = try file.root.createDataset(named: "model/vocabulary", strings: ["a", "\u{9B}"])
    try dataset.attributes.set("unit", to: "character")
    try dataset.attributes.set("unknown", to: -1)
    try file.close()
    for words in [["sample", path], ["evaluate", path, "--text", "aa"], ["resume", path]] {
      expectSentence(try folder.command(words), 65, "/model/vocabulary should have the shape [16], it has [2]")
    }
    let shown = try folder.command("inspect", path)
    #expect(shown.exitCode == 0 && shown.output.contains(#"text of 2 characters: "a\u{9B}", no unknown symbol"#))
  }

  @Test("A model of bytes writes them as they are")
  func bytes() throws {
    let folder = try TextFolder.shared(String(repeating: "é—a\u{0}\n", count: 200), unit: "byte")
    let path = folder.scratch.file("out")
    let command = try Command(
      ["-c", "\(Command.program.path) sample run --temperature 1e9 --length 300 --prime é --raw > \(path)"],
      of: URL(fileURLWithPath: "/bin/sh"), folder: folder.scratch.path)
    #expect(command.exitCode == 0, "\(command.errors)")
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == 302 && bytes.prefix(2) == [0xC3, 0xA9])
    #expect(Set(bytes) == [0x00, 0x0A, 0x61, 0xC3, 0xA9, 0xE2, 0x80, 0x94])
    let object = try #require(
      try folder.command("sample", "run", "--prime", "é", "--length", "4", "--json", "--explain").objects.first)
    let symbols = try #require(object["symbols"] as? [[String: Any]])
    #expect(
      symbols.prefix(2).map { $0["symbol"] as? String } == ["<C3>", "<A9>"] && object["unit"] as? String == "byte")
  }

  @Test("The best parameters are taken, or the last where these are asked for, and the first line says which")
  func best() throws {
    let folder = try TextFolder.shared()
    let last = try #require(try sample("--length", "5", "--json", "--last").objects.first)
    #expect(last["step"] as? Int == 3 && last["best"] as? Bool == false)
    let best = try #require(try sample("--length", "5", "--json", "--best").objects.first)
    let step = try #require(best["step"] as? Int)
    for arguments in [
      ["sample", "run", "--length", "5"], ["evaluate", "run", "--text", "the cat"], ["evaluate", "run"],
      ["inspect", "run", "--gradient-flow", "--sequences", "5"],
    ] {
      let object = try #require(try folder.command(arguments + ["--json"]).objects.first)
      #expect(object["step"] as? Int == step && object["best"] as? Bool == true, "\(arguments)")
      let words = try folder.command(arguments)
      let first = (words.errors + words.output).split(separator: "\n").first ?? ""
      #expect(first.contains("the best parameters, of step \(step)"), "\(first)")
      let former = try folder.command(arguments + ["--last"])
      let line = (former.errors + former.output).split(separator: "\n").first ?? ""
      #expect(line.contains("the last parameters, of step 3"), "\(line)")
    }
    #expect(try folder.command("sample", "run", "--length", "5", "--raw").errors.isEmpty)
    // What is about the next step of the run is about the last parameters.
    let arguments = ["inspect", "run", "--damping", "--sequences", "5", "--json"]
    #expect(try folder.command(arguments).objects.first?["step"] as? Int == 3)
    #expect(try folder.command(arguments + ["--best"]).objects.first?["step"] as? Int == step)
  }

  @Test("Ctrl-C ends a stream cleanly, after what was written")
  func interrupted() throws {
    let folder = try TextFolder.shared()
    let path = folder.scratch.file("stream")
    var arguments = ["sample", "run", "--length", "1000000000", "--stream", "--prime", "the"]
    func size() -> Int { (try? Data(contentsOf: URL(fileURLWithPath: path)).count) ?? 0 }
    let command = try Command(
      ["-c", "exec \(Command.program.path) \(arguments.joined(separator: " ")) > \(path)"],
      of: URL(fileURLWithPath: "/bin/sh"), folder: folder.scratch.path, interruptWhen: { size() > 2000 })
    #expect(command.exitCode == 130 && !command.isKilled && !command.isTimedOut)
    #expect(command.errors.contains("ending"), "\(command.errors)")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    arguments[3] = "1500"
    #expect(text.hasPrefix(try folder.command(arguments + ["--raw"]).output))
    let object = try Command(
      ["sample", "run", "--length", "9999999", "--json"], folder: folder.scratch.path,
      interruptWhen: { true }
    ).objects.first
    #expect(object == nil || object?["interrupted"] as? Bool == true)
  }

  @Test("A reader that has had enough ends it; a disk that is full is a sentence")
  func closed() throws {
    let folder = try TextFolder.shared()
    func shell(_ line: String) throws -> Command {
      try Command(["-c", line], of: URL(fileURLWithPath: "/bin/bash"), folder: folder.scratch.path)
    }
    let head = try shell(
      "set -o pipefail; \(Command.program.path) sample run --length 1000000000 --stream | head -c 50")
    #expect(head.exitCode == 0 && !head.isTimedOut && head.output.count == 50, "\(head.errors)")
    #expect(head.errors.hasPrefix("run, the best parameters, of step ") && head.errors.count { $0 == "\n" } == 1)
    let full = try shell("\(Command.program.path) sample run --stream > /dev/full")
    #expect(full.exitCode == 73 && full.errors.contains("standard output cannot be written"), "\(full.errors)")
  }

  @Test(
    "A terminal shows surprise in colors, with a legend, unless it wants none",
    .enabled(if: Terminal.isThere, Terminal.missing))
  func colors() throws {
    let folder = try TextFolder.shared().scratch.path
    let line = "\(Command.program.path) sample run --prime the --length 120 --temperature 4 --explain"
    let colored = try Terminal.run(line, folder: folder)
    #expect(colored.exitCode == 0)
    let backgrounds = colored.output.matches(of: /\u{1B}\[30;48;5;(\d+)m/).map { String($0.1) }
    #expect(Set(backgrounds) == ["194", "229", "215", "203"])
    #expect(colored.output.contains("8 and more") && colored.output.contains("bits per character"))
    // Behind the line that says which parameters write.
    func body(_ output: String) -> String {
      #expect(output.hasPrefix("run, the best parameters, of step "))
      return output.firstRange(of: "\n").map { String(output[$0.upperBound...]) } ?? ""
    }
    let plain = body(colored.output.replacing(/\u{1B}\[[\d;]*m/, with: "").replacing("↵", with: ""))
    let text = try sample("--prime", "the", "--length", "120", "--temperature", "4").output
    #expect(plain.hasPrefix(text), "\(plain)")
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      let table = try Terminal.run(line, folder: folder, environment: environment)
      #expect(!table.output.contains("\u{1B}") && table.output.contains("expected"))
    }
    // A newline is added there for the prompt that follows.
    let bare = try Terminal.run(line.replacing(" --explain", with: ""), folder: folder)
    #expect(body(bare.output) == text + (text.hasSuffix("\n") ? "" : "\n"))
  }

  @Test(
    "A terminal is not told what a text would make it do",
    .enabled(if: Terminal.isThere, Terminal.missing), arguments: ["character", "byte"])
  func controlCharacters(unit: String) throws {
    let folder = try TextFolder.shared(String(repeating: "a\u{1B}[é\u{9B}\u{7}\u{7F}", count: 200), unit: unit)
    for explain in ["", "--explain"] {
      let shown = try Terminal.run(
        "\(Command.program.path) sample run --temperature 1e9 --length 300 \(explain)", folder: folder.scratch.path)
      let rest = shown.output.replacing(/\u{1B}\[(30;48;5;\d+|0)m/, with: "")
      #expect(!rest.unicodeScalars.contains { "\u{1B}\u{9B}\u{7}\u{7F}".unicodeScalars.contains($0) }, "\(rest)")
    }
    #expect(try folder.command("sample", "run", "--temperature", "1e9", "--length", "300").output.contains("\u{1B}"))
  }
}
