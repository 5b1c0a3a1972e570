import TestSupport

/// The scripts under `Tests/Interchange`: Python's view of the files, as a second opinion where it is installed.
enum Interchange {
  /// Why tests that need it are skipped.
  static let missing = Python.missing
  static let missingReaders = "\(Python.interpreter) has no xarray, h5netcdf and netCDF4"

  /// Whether the interpreter finds h5py.
  static let isPossible = Python.hasH5py
  /// Whether it finds the readers of netCDF.
  static let hasReaders = isPossible && (try? Python.run("import xarray, h5netcdf, netCDF4").status) == 0

  /// Runs a script and returns its exit status and what it printed.
  static func run(_ script: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    try Python.run(file: script, arguments)
  }

  /// Runs a script.
  static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try run(script, arguments)
  }

  /// Runs a few lines of Python.
  static func run(lines: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    try Python.run(lines: lines, arguments)
  }
}
