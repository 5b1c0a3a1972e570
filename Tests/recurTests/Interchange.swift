import Foundation
import TestSupport

/// The scripts under `Tests/Interchange`: Python's view of the files, as a second opinion where it is installed.
enum Interchange {
  /// Why tests that need it are skipped.
  static let missing = "python3 with h5py and numpy is not installed"
  static let missingReaders = "python3 with xarray, h5netcdf and netCDF4 is not installed"

  /// Whether `python3` finds h5py.
  static let isPossible = (try? python(["-c", "import h5py, numpy"]).status) == 0
  /// Whether it finds the readers of netCDF.
  static let hasReaders = isPossible && (try? python(["-c", "import xarray, h5netcdf, netCDF4"]).status) == 0

  /// Runs a script and returns its exit status and what it printed.
  static func run(_ script: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try python([folder.appendingPathComponent("Interchange/\(script)").path] + arguments)
  }

  /// Runs a script.
  static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(script, arguments)
  }

  /// Runs a few lines of Python.
  static func run(lines: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try python(["-c", lines] + arguments)
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
