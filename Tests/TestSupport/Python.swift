internal import Foundation

/// Python, as a second opinion where it is installed.
public enum Python {
  /// The interpreter: that which `RECUR_PYTHON` names, `python3` where it names none.
  public static let interpreter = ProcessInfo.processInfo.environment["RECUR_PYTHON"] ?? "python3"

  /// Why tests that need h5py are skipped.
  public static let missing = "\(interpreter) has no h5py and numpy"
  /// Why tests that need PyTorch are skipped.
  public static let missingTorch = "\(interpreter) has no torch, h5py and numpy; RECUR_PYTHON can name one that has"

  /// Why tests that need PyYAML are skipped.
  public static let missingYAML = "\(interpreter) has no yaml"

  /// Whether the interpreter finds PyYAML.
  public static let hasYAML = (try? run("import yaml").status) == 0
  /// Whether the interpreter finds h5py.
  public static let hasH5py = (try? run("import h5py, numpy").status) == 0
  /// Whether it finds PyTorch too.
  public static let hasTorch = hasH5py && (try? run("import torch").status) == 0

  /// Runs a few lines and returns the exit status and what they printed.
  @discardableResult
  public static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(lines: script, arguments)
  }

  /// Runs a few lines and returns the exit status and what they printed.
  public static func run(lines: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    try run(["-c", lines] + arguments)
  }

  /// Runs one of the scripts under `Tests/Interchange`.
  public static func run(file: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try run([folder.appendingPathComponent("Interchange/\(file)").path] + arguments)
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [interpreter, "-B"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
