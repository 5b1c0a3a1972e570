internal import Foundation
public import Testing

/// A terminal of the system's own, which a command is run in.
public enum Terminal {
  private static let program = "/usr/bin/script"
  /// Why tests that need one are skipped.
  public static let missing: Comment = "script (util-linux) is not installed"
  /// Whether there is one.
  public static let isThere = FileManager.default.isExecutableFile(atPath: program)

  /// Runs a line of the shell in a terminal and returns what that shows, its lines ended as in a file.
  public static func run(_ line: String, folder: String, environment: [String: String] = [:]) throws -> (
    output: String, exitCode: Int32
  ) {
    let line = environment["NO_COLOR"] == nil ? "unset NO_COLOR; \(line)" : line
    let command = try Command(
      ["-qec", line, "/dev/null"], of: URL(fileURLWithPath: program), folder: folder,
      environment: ["RECUR_BLAS_CORE": "keep", "TERM": "xterm"].merging(environment) { $1 })
    return (command.output.replacing("\r\n", with: "\n"), command.exitCode)
  }
}
