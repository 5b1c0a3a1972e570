import Foundation

/// What stands at the other end of one of the two streams of words.
package struct Terminal: Sendable {
  /// Standard output.
  package static let output = Terminal(STDOUT_FILENO)
  /// Standard error.
  package static let errors = Terminal(STDERR_FILENO)

  /// Whether it is a terminal at all.
  package let isTerminal: Bool
  /// Whether it obeys codes that move the cursor: a terminal whose kind is said and is not `dumb`.
  package let obeysCodes: Bool
  /// Whether it shows colors: it obeys codes, and nobody has set `NO_COLOR` to anything but nothing (no-color.org).
  package let hasColors: Bool

  private init(_ descriptor: Int32) {
    self.init(isTerminal: isatty(descriptor) == 1, environment: ProcessInfo.processInfo.environment)
  }

  /// What follows from whether it is a terminal and from the environment.
  package init(isTerminal: Bool, environment: [String: String]) {
    self.isTerminal = isTerminal
    let kind = environment["TERM"] ?? ""
    obeysCodes = isTerminal && !kind.isEmpty && kind != "dumb"
    hasColors = obeysCodes && (environment["NO_COLOR"] ?? "").isEmpty
  }
}

/// How wide the terminal is.
enum TerminalSize {
  /// The columns of the terminal that words go to; 80 where there is none, or it does not say.
  static var columns: Int {
    var size = winsize()
    for descriptor in [STDERR_FILENO, STDOUT_FILENO] {
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 { return Int(size.ws_col) }
    }
    return 80
  }
}
