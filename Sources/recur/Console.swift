import Foundation

/// Where words go: results to standard output, progress and warnings to standard error, colours to terminals only.
enum Console {
  /// Whether standard output is a terminal that wants colours.
  static let hasColours = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

  /// Writes a line to standard output, at once.
  static func print(_ line: String) {
    write(line + "\n", to: FileHandle.standardOutput)
  }

  /// Writes a line to standard error.
  static func note(_ line: String) {
    write(line + "\n", to: FileHandle.standardError)
  }

  /// Says on standard error what went wrong.
  static func error(_ sentence: String) {
    note("recur: \(sentence)")
  }

  /// A text that somebody else wrote, on one line and without characters that a terminal would obey.
  static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  static func bold(_ text: String) -> String { hasColours ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  static func green(_ text: String) -> String { hasColours ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
  static func red(_ text: String) -> String { hasColours ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
  static func dim(_ text: String) -> String { hasColours ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  private static func write(_ text: String, to handle: FileHandle) {
    // A reader that has gone away is no reason to lose a run.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
