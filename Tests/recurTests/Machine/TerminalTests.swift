import Foundation
import HDF5
import TestSupport
import Testing

@Suite("What a terminal is shown", .enabled(if: Terminal.isThere, Terminal.missing))
struct TerminalTests {
  private static let program = Command.program.path

  @Test(
    "Colors and cursor codes are for terminals that obey them and people who want them",
    arguments: [
      ("TERM=xterm", true), ("TERM=xterm NO_COLOR=", true), ("TERM=xterm NO_COLOR=1", false), ("TERM=dumb", false),
      ("TERM=", false), ("-u TERM", false), ("-u TERM NO_COLOR=1", false),
    ])
  func colors(environment: String, hasColors: Bool) throws {
    let folder = try TextFolder.shared().scratch.path
    for words in ["inspect run", "sample run --length 40 --explain"] {
      let shown = try Terminal.run("env \(environment) \(Self.program) \(words)", folder: folder)
      #expect(shown.exitCode == 0)
      #expect(shown.output.contains("\u{1B}[") == hasColors, "\(words): \(shown.output)")
    }
  }

  @Test("Standard error has a terminal of its own: a line that changes there, whatever standard output is")
  func errors() throws {
    let scratch = try Scratch()
    func series(_ name: String) -> String {
      "\(Self.program) repeat temporal-order --length 12 --hidden 5 --gradient-batch 20 --iterations 2 --seeds 2 --run-folder \(name)"
    }
    let onTerminal = try Terminal.run("\(series("a")) > a.out", folder: scratch.path)
    #expect(onTerminal.output.contains("\r\u{1B}[K"), "\(onTerminal.output)")
    #expect(try !scratch.text("a.out").contains("\u{1B}"))
    let dumb = try Terminal.run("env TERM=dumb \(series("b"))", folder: scratch.path)
    #expect(!dumb.output.contains("\u{1B}"), "\(dumb.output)")
    let toFile = try Terminal.run("\(series("c")) 2> c.err", folder: scratch.path)
    #expect(try !scratch.text("c.err").contains("\u{1B}"))
    #expect(toFile.output.contains("\u{1B}[") && !toFile.output.contains("\u{1B}[K"), "\(toFile.output)")
  }

  @Test("A sample ends with an end of line, unless its bytes alone are asked for")
  func endOfLine() throws {
    let folder = try TextFolder.shared()
    let raw = try folder.command("sample", "run", "--length", "41", "--raw")
    #expect(raw.exitCode == 0 && raw.output.unicodeScalars.count == 41 && !raw.output.hasSuffix("\n"))
    #expect(try folder.command("sample", "run", "--length", "41").output == raw.output + "\n")
    #expect(try folder.command("sample", "run", "--length", "41", "--stream").output == raw.output + "\n")
    #expect(try folder.command("sample", "run", "--length", "0", "--prime", "on\n").output == "on\n")
    let refused = try folder.command("sample", "run", "--raw", "--json")
    #expect(refused.exitCode == 64 && refused.errors.contains("--raw"), "\(refused.errors)")
  }

  @Test("A terminal gets a model's control characters spelled out, and as they are where they are asked for")
  func sample() throws {
    let folder = try TextFolder(String(repeating: "a\u{1B}]0;t\u{7}\u{202E}\n", count: 200))
    let line = "\(Self.program) sample run --temperature 1e9 --length 300"
    let shown = try Terminal.run(line, folder: folder.scratch.path)
    #expect(shown.output.isHarmless, "\(shown.output)")
    #expect(shown.output.contains("\\u{1B}") && shown.output.contains("\\u{202E}"))
    let raw = try Terminal.run("\(line) --raw", folder: folder.scratch.path)
    #expect(raw.output.contains("\u{1B}") && raw.output.contains("\u{202E}"))
  }
}

extension String {
  /// Whether a terminal shows it all: nothing but characters and ends of lines.
  var isHarmless: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A: true
      case ..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
  }
}
