internal import Foundation
public import Testing

/// Python, as a second opinion where it is installed.
public enum Python {
  /// The interpreter: that which `RECUR_PYTHON` names, `python3` where it names none.
  public static let interpreter = ProcessInfo.processInfo.environment["RECUR_PYTHON"] ?? "python3"

  /// Why tests that need h5py are skipped.
  public static let missing: Comment = "\(interpreter) has no h5py and numpy"
  /// Why tests that need PyTorch are skipped.
  public static let missingTorch: Comment =
    "\(interpreter) has no torch, h5py and numpy; RECUR_PYTHON can name one that has"

  /// Why tests that need PyYAML are skipped.
  public static let missingYAML: Comment = "\(interpreter) has no yaml"

  /// Why tests that need the readers of netCDF are skipped.
  public static let missingNetCDF: Comment = "\(interpreter) has no xarray, h5netcdf and netCDF4"

  /// Whether there is an interpreter.
  public static let isThere = (try? run("").status) == 0
  /// Whether the interpreter finds PyYAML.
  public static let hasYAML = (try? run("import yaml").status) == 0
  /// Whether the interpreter finds NumPy.
  public static let hasNumPy = (try? run("import numpy").status) == 0
  /// Whether the interpreter finds h5py.
  public static let hasH5py = (try? run("import h5py, numpy").status) == 0
  /// Whether it finds the readers of netCDF too.
  public static let hasNetCDF = hasH5py && (try? run("import xarray, h5netcdf, netCDF4").status) == 0
  /// Whether it finds PyTorch too.
  public static let hasTorch = hasH5py && (try? run("import torch").status) == 0

  /// Runs a few lines and returns the exit status and what they printed.
  @discardableResult
  public static func run(_ lines: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(lines, arguments)
  }

  /// Runs a few lines and returns the exit status and what they printed.
  public static func run(_ lines: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    try run(["-c", lines] + arguments)
  }

  /// Runs one of the scripts under `Tests/Interchange`.
  public static func run(file: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(file: file, arguments)
  }

  /// Runs one of the scripts under `Tests/Interchange`.
  public static func run(file: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    try run([Repository.path("Tests/Interchange/\(file)")] + arguments)
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
