import Foundation
import Training

/// Standard output as bytes: at once, or in larger pieces.
package final class StandardOutput {
  private let isImmediate: Bool
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  /// Output that is written piece by piece as it comes if it is `isImmediate`, otherwise when much has come together.
  package init(isImmediate: Bool, to descriptor: Int32 = STDOUT_FILENO) {
    self.isImmediate = isImmediate
    self.descriptor = descriptor
  }

  /// Adds a line as ``Console`` writes it: nothing in it reaches a terminal that it would obey.
  package func write(line: String) throws { try write(TextStyle.line(line, colors: Terminal.output.hasColors) + "\n") }

  /// Adds a text as it is.
  package func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Adds bytes.
  ///
  /// - Throws: `TrainingError` if they cannot be written; the exit code of success if the reader has had enough and gone.
  package func write(_ more: [UInt8]) throws {
    bytes += more
    if isImmediate || bytes.count >= 1 << 16 { try flush() }
  }

  /// Writes what has come together.
  package func flush() throws {
    var written = 0
    defer { bytes.removeAll(keepingCapacity: true) }
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EPIPE { throw CommandError.exit(ExitStatus.succeeded) }
      guard count > 0 else {
        throw TrainingError(.writing, "standard output cannot be written: \(String(cString: strerror(errno)))")
      }
      written += count
    }
  }
}
