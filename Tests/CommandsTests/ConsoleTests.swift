import Commands
import Foundation
import Testing

@Suite("Words on the console")
struct ConsoleTests {
  @Test("Colors and codes are for terminals that say what they are and people who want them")
  func terminal() {
    func terminal(_ isTerminal: Bool, _ environment: [String: String]) -> [Bool] {
      let terminal = Terminal(isTerminal: isTerminal, environment: environment)
      return [terminal.isTerminal, terminal.obeysCodes, terminal.hasColors]
    }
    #expect(terminal(true, ["TERM": "xterm"]) == [true, true, true])
    #expect(terminal(true, ["TERM": "xterm", "NO_COLOR": ""]) == [true, true, true])
    #expect(terminal(true, ["TERM": "xterm", "NO_COLOR": "1"]) == [true, true, false])
    #expect(terminal(true, ["TERM": "dumb"]) == [true, false, false])
    #expect(terminal(true, [:]) == [true, false, false])
    #expect(terminal(false, ["TERM": "xterm"]) == [false, false, false])
  }

  @Test("A style becomes codes where there are colors, and nothing elsewhere")
  func styles() {
    let line = TextStyle.green("ok") + " " + TextStyle.bold(TextStyle.red("no")) + TextStyle.dim(".")
    #expect(TextStyle.line(line, colors: false) == "ok no.")
    #expect(
      TextStyle.line(line, colors: true)
        == "\u{1B}[32mok\u{1B}[0m \u{1B}[1m\u{1B}[31mno\u{1B}[0m\u{1B}[0m\u{1B}[2m.\u{1B}[0m")
    #expect(TextStyle.width(line) == 6)
  }

  @Test("What a terminal would obey is spelled out, also in quoted styles", arguments: [true, false])
  func escaping(colors: Bool) {
    #expect(TextStyle.line("a\u{1B}[31mb\rc\nd\te", colors: colors) == "a\\u{1B}[31mb\\rc\\nd\\te")
    #expect(TextStyle.line("\u{202E}x\u{85}é — ‖θ‖", colors: colors) == "\\u{202E}x\\u{85}é — ‖θ‖")
    #expect(Console.plain(String(Unicode.Scalar(0xFDD1 as UInt32)!) + "\u{7}") == "\\u{FDD1}\\u{7}")
  }

  @Test("Each line goes to its stream as one line")
  func streams() {
    let lines = Console.recording {
      Console.print(TextStyle.bold("result"))
      Console.note("a\nb")
      Console.error("no file")
      Console.noteLines("c\nd")
    }
    #expect(lines.output == ["result"])
    #expect(lines.errors == ["a\\nb", "recur: no file", "c", "d"])
  }

  @Test("A line that changes is cut at the width of the terminal")
  func status() {
    #expect(Console.statusText("0123456789", columns: 6) == "\r\u{1B}[K01234")
    #expect(Console.statusText("", columns: 80) == "\r\u{1B}[K")
    #expect(Console.statusText(TextStyle.red("αβγ"), columns: 3) == "\r\u{1B}[Kαβ")
  }

  @Test("Bytes are written whole, at once or when they are flushed")
  func output() throws {
    for isImmediate in [true, false] {
      let pipe = Pipe()
      let output = StandardOutput(isImmediate: isImmediate, to: pipe.fileHandleForWriting.fileDescriptor)
      try output.write("ab")
      try output.write(line: TextStyle.bold("c\u{1B}"))
      try output.write([0xFF])
      if !isImmediate { try output.flush() }
      try pipe.fileHandleForWriting.close()
      let bytes = [UInt8](try pipe.fileHandleForReading.readToEnd() ?? Data())
      #expect(bytes == Array("abc\\u{1B}\n".utf8) + [0xFF])
    }
  }

  @Test("Progress: nothing for two seconds, then how far and how long, a line every twenty")
  func progress() {
    var now = Date(timeIntervalSince1970: 0)
    let lines = Console.recording {
      let progress = ProgressLine("reading x.h5") { now }
      for (second, done) in [(1, 1), (2, 2), (10, 25), (29, 50), (31, 50), (300, 75), (6100, 99)] {
        now = Date(timeIntervalSince1970: Double(second))
        progress.show(done, of: 100)
      }
      progress.end()
    }
    // Standard error of a test is no terminal.
    #expect(lines.output.isEmpty)
    #expect(
      lines.errors == [
        "reading x.h5: 25.0 %, 10.0s, 30.0s left", "reading x.h5: 50.0 %, 31.0s, 31.0s left",
        "reading x.h5: 75.0 %, 5m00s, 1m40s left",
        "reading x.h5: 99.0 %, 1.7h, 61.6s left",
      ])
  }
}
