import Foundation
import DurableFiles
import Synchronization
package import Training

/// Where words go: results to standard output, progress and warnings to standard error, colors to terminals only.
///
/// A line is one line, whatever it quotes: characters that a terminal would obey, ends of lines among them, are spelled out
/// here, so that no file, name or message of a library reaches a terminal with them.
package enum Console {
  /// Writes a line to standard output, at once.
  package static func print(_ line: String) {
    if let record { return record.add(line) { $0.output.append($1) } }
    write(TextStyle.line(line, colors: Terminal.output.hasColors) + "\n", to: STDOUT_FILENO)
  }

  /// Writes a line to standard error.
  package static func note(_ line: String) {
    if let record { return record.add(line) { $0.errors.append($1) } }
    write(TextStyle.line(line, colors: Terminal.errors.hasColors) + "\n", to: STDERR_FILENO)
  }

  /// Writes what was found to standard output: one JSON object, or lines for people.
  static func show(_ report: some Encodable, asJSON isJSON: Bool, _ lines: () -> [String]) throws {
    if isJSON { print(try JSONText.line(report)) } else { lines().forEach(print) }
  }

  /// Writes a text of several lines, such as a picture in characters, to standard output.
  static func printLines(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { print(String(line)) }
  }

  /// Writes a message of several lines to standard error.
  package static func noteLines(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { note(String(line)) }
  }

  /// Shows a line on standard error that stands until the next one, or until it is cleared; on a terminal that obeys.
  static func status(_ line: String) {
    guard Terminal.errors.obeysCodes else { return }
    write(statusText(line, columns: TerminalSize.columns), to: STDERR_FILENO)
  }

  /// What makes a terminal of so many columns show a line in place of the one before.
  package static func statusText(_ line: String, columns: Int) -> String {
    "\r\u{1B}[K\(TextStyle.line(line, colors: false).prefix(max(1, columns - 1)))"
  }

  /// Clears that line.
  static func clearStatus() { status("") }

  /// Says on standard error what went wrong.
  package static func error(_ sentence: String) {
    note("recur: \(sentence)")
  }

  /// A text that somebody else wrote, on one line and without characters that a terminal would obey or that are a style.
  package static func plain(_ text: String) -> String { ForeignText.visible(text) }

  static func bold(_ text: String) -> String { TextStyle.bold(text) }
  static func green(_ text: String) -> String { TextStyle.green(text) }
  static func red(_ text: String) -> String { TextStyle.red(text) }
  static func dim(_ text: String) -> String { TextStyle.dim(text) }

  /// Why standard output took no more, as `errno`; 0 while it does, and where its reader has gone away.
  private static let failure = Atomic<Int32>(0)

  /// Makes sure that every result has been written; a run is not lost meanwhile, so that it is asked at the end.
  ///
  /// - Throws: `TrainingError` if standard output took no more, because the disk is full for instance.
  package static func requireWritten() throws(TrainingError) {
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

  // MARK: What is written, for whoever wants to look at it

  /// Where lines go instead of the two streams.
  @TaskLocal private static var record: Record?

  /// The lines that `body` writes on this thread, as they are where there are no colors.
  package static func recording(_ body: () throws -> Void) rethrows -> Lines {
    let record = Record()
    try $record.withValue(record) { try body() }
    return record.lines.withLock { $0 }
  }

  /// Lines of the two streams.
  package struct Lines: Sendable {
    package fileprivate(set) var output: [String] = []
    package fileprivate(set) var errors: [String] = []
  }

  private final class Record: Sendable {
    let lines = Mutex(Lines())

    func add(_ line: String, _ append: (inout Lines, String) -> Void) {
      lines.withLock { append(&$0, TextStyle.line(line, colors: false)) }
    }
  }
}
