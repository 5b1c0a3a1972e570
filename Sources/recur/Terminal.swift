import Foundation

/// What stands at the other end of one of the two streams of words.
struct Terminal: Sendable {
  /// Standard output.
  static let output = Terminal(STDOUT_FILENO)
  /// Standard error.
  static let errors = Terminal(STDERR_FILENO)

  /// Whether it is a terminal at all.
  let isTerminal: Bool
  /// Whether it obeys codes that move the cursor: a terminal whose kind is said and is not `dumb`.
  let obeysCodes: Bool
  /// Whether it shows colors: it obeys codes, and nobody has set `NO_COLOR` to anything but nothing (no-color.org).
  let hasColors: Bool

  private init(_ descriptor: Int32) {
    self.init(isTerminal: isatty(descriptor) == 1, environment: ProcessInfo.processInfo.environment)
  }

  /// What follows from whether it is a terminal and from the environment.
  init(isTerminal: Bool, environment: [String: String]) {
    self.isTerminal = isTerminal
    let kind = environment["TERM"] ?? ""
    obeysCodes = isTerminal && !kind.isEmpty && kind != "dumb"
    hasColors = obeysCodes && (environment["NO_COLOR"] ?? "").isEmpty
  }
}
