import Foundation
import Synchronization
import Training

/// Where words go: results to standard output, progress and warnings to standard error, colours to terminals only.
enum Console {
  /// Whether standard output is a terminal that wants colours.
  static let hasColours = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

  /// Writes a line to standard output, at once.
  static func print(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
  }

  /// Writes a line to standard error.
  static func note(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
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

  /// Why standard output took no more, as `errno`; 0 while it does, and where its reader has gone away.
  private static let failure = Atomic<Int32>(0)

  /// Makes sure that every result has been written; a run is not lost meanwhile, so that it is asked at the end.
  ///
  /// - Throws: `TrainingError` if standard output took no more, because the disk is full for instance.
  static func requireWritten() throws(TrainingError) {
    let code = failure.load(ordering: .relaxed)
    guard code == 0 else {
      throw TrainingError(.writing, "standard output cannot be written: \(String(cString: strerror(code)))")
    }
  }

  private static func write(_ text: String, to file: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Foundation.write(file, bytes.baseAddress! + written, bytes.count - written)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          // A reader that has gone away is no reason to lose a run.
          if file == STDOUT_FILENO && errno != EPIPE { failure.store(errno, ordering: .relaxed) }
          return
        }
        written += count
      }
    }
  }
}
