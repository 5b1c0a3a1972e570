internal import Foundation

/// h5py, as a second opinion where it is installed.
public enum Python {
  /// Why tests that need it are skipped.
  public static let missing = "python3 with h5py and numpy is not installed"

  /// Whether `python3` finds h5py.
  public static let hasH5py = (try? run("import h5py, numpy").status) == 0

  /// Runs a script and returns its exit status and what it printed.
  @discardableResult
  public static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
