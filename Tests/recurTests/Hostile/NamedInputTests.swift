import Foundation
import TestSupport
import Testing

/// Files that are named on a command line and are none, or not of the kind that is asked for.
@Suite("Named inputs", .serialized)
struct NamedInputTests {
  private func expect(_ command: Command, _ code: Int32, _ words: String, about: String) {
    #expect(!command.isTimedOut && command.exitCode == code, "\(about): \(command.errors)")
    #expect(command.errors.contains(words), "\(about): \(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1, "\(about): \(command.errors)")
  }

  @Test("A pipe that nobody writes into, and a device without an end, hold no command up")
  func pipesAndDevices() throws {
    let folder = try TextFolder.shared()
    // Not in the folder that others copy: who copies a pipe waits for one who writes into it.
    let place = try Scratch()
    let pipe = place.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let commands: [([String], String)] = [
      (["sample", "run", "--prime-file", pipe], "is a pipe that nobody writes into"),
      (["sample", "run", "--prime-file", "/dev/zero"], "/dev/zero should be a file of text, it is a device"),
      (["evaluate", "run", "--text-file", pipe], "is a pipe that nobody writes into"),
      (["evaluate", "run", "--text-file", "/dev/zero"], "it is a device"),
      (["data", "text", pipe, "--output", "x.h5"], "it is a pipe; a long text is read twice"),
      (["data", "text", "/dev/zero", "--output", "x.h5"], "it is a device"),
      (["data", "text", "--from-torch-rnn", "text.h5", "--vocabulary", pipe, "--output", "x.h5"], "nobody writes"),
      (["data", "text", "--from-torch-rnn", pipe, "--vocabulary", "text.h5", "--output", "x.h5"], "a named pipe"),
      (["data", "piano-roll", pipe, "--output", "x.h5"], "it is a pipe"),
      (["data", "piano-roll", "/dev/zero", "--output", "x.h5"], "it is a device"),
      (["check", pipe], "pipe"), (["train", pipe], "pipe"), (["inspect", pipe], "a named pipe"),
      (["benchmark", "--compare", pipe, "--hidden", "4", "--length", "4", "--batch", "4"], "nobody writes"),
    ]
    for (words, sentence) in commands {
      let command = try Command(words, folder: folder.scratch.path, limit: 60, environment: ["RECUR_BLAS_CORE": "keep"])
      #expect([64, 65, 66].contains(command.exitCode) && !command.isTimedOut, "\(words): \(command.errors)")
      #expect(command.errors.contains(sentence), "\(words): \(command.errors)")
    }
  }

  @Test("A text that is not UTF-8, or no text, is said to be what it is where a model reads it, with the way out")
  func foreignTexts() throws {
    let folder = try TextFolder.shared()
    let texts: [(String, [UInt8], String)] = [
      ("quotes", Array("the ".utf8) + [0x93, 0x61, 0x94], "iconv -f windows-1252 -t utf8"),
      ("latin", Array("the caf".utf8) + [0xE9, 0x20], "iconv -f latin1 -t utf8"),
      ("packed", [0x1F, 0x8B, 8, 0, 0xFF], "it is compressed by gzip; gunzip -k packed unpacks it"),
      ("wide", [0xFF, 0xFE] + Array("the cat".utf8).flatMap { [$0, 0] }, "iconv -f utf16 -t utf8 wide > wide.txt"),
      ("array", [0x93] + Array("NUMPY".utf8), "it is a NumPy array"),
    ]
    for (name, bytes, words) in texts {
      try folder.scratch.write(bytes, to: name)
      for command in [["sample", "run", "--prime-file", name], ["evaluate", "run", "--text-file", name]] {
        expect(try folder.command(command), 65, words, about: "\(command)")
      }
    }
  }

  @Test("A text comes out of a pipe, up to a bound")
  func streams() throws {
    let folder = try TextFolder.shared()
    let bash = URL(fileURLWithPath: "/bin/bash")
    func run(_ line: String) throws -> Command {
      try Command(
        ["-c", "\"\(Command.program.path)\" \(line)"], of: bash, folder: folder.scratch.path, limit: 60,
        environment: ["RECUR_BLAS_CORE": "keep"])
    }
    let whole = try folder.command("sample", "run", "--prime", "the cat ", "--length", "20", "--seed", "3")
    let piped = try run("sample run --prime-file <(printf 'the '; sleep 0.2; printf 'cat ') --length 20 --seed 3")
    #expect(whole.exitCode == 0 && piped.exitCode == 0, "\(piped.errors)")
    #expect(whole.output == piped.output)
    let scored = try run("evaluate run --text-file <(printf 'the cat sat') --json")
    #expect(scored.exitCode == 0, "\(scored.errors)")
    #expect(try scored.objects.first?["characters"] as? Int == 10)
    expect(
      try run("sample run --prime-file <(cat /dev/zero 2>/dev/null)"), 65, "of at most 64 MiB, it is longer",
      about: "endless")
  }

  @Test(
    "What is no dataset is met with the command that makes one",
    arguments: [
      ("book.txt", "In the beginning\n", "it is plain text; recur data text book.txt --output book.h5"),
      (
        "table.csv", "a,b\n1,2\n",
        "it is a table in plain text; recur data arrays table.csv --output table.h5 makes one"
      ),
      ("roll.mid", "MThd\0\0\0\u{6}", "it is a MIDI file; write its notes"),
      ("jsb.npy", "\u{93}NUMPY", "it is a NumPy array; recur data arrays jsb.npy --output jsb.h5 makes one"),
    ])
  func advice(name: String, content: String, words: String) throws {
    let scratch = try Scratch()
    try scratch.write(content.unicodeScalars.map { UInt8($0.value) }, to: name)
    for command in [["train", name], ["data", "describe", name]] {
      expect(try Command(command, folder: scratch.path), 65, "\(name) should be an HDF5 file, \(words)", about: name)
    }
    let validated = try Command("data", "validate", name, folder: scratch.path)
    #expect(validated.exitCode == 65 && validated.output.contains(words), "\(validated.output)")
  }
}
