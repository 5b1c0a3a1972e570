import Foundation
import HDF5
import TestSupport
import Testing

/// A folder with a text file, as any program may write it, and a short run on it in `run`.
struct TextFolder {
  /// A folder that all tests may read, made once.
  static let shared = Result { try TextFolder() }

  static let text = String(repeating: "the cat sat on the mat,\nand the dog ran to the cat. ", count: 40)

  let scratch: Scratch

  /// Trains on characters, or on bytes, with an unknown symbol behind them or without one.
  init(_ text: String = Self.text, unit: String = "character", unknown: Bool = false) throws {
    scratch = try Scratch()
    let codes = unit == "byte" ? text.utf8.map { UInt32($0) } : text.unicodeScalars.map(\.value)
    let known = Set(codes).sorted()
    var symbols = known.map { code in
      let isPlain = unit == "character" || (0x20...0x7E).contains(code)
      return isPlain ? String(Unicode.Scalar(code)!) : String(format: "<%02X>", code)
    }
    if unknown { symbols.append("\u{FFFD}") }
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, UInt8($0)) })
    let values = codes.map { places[$0]! }
    try File.replacing(scratch.file("text.h5"), growing: .memory) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("task", "text"), ("loss", "softmax"), ("unit", unit)] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      try root.attributes.set("unknown", to: unknown ? known.count : -1)
      try root.createDataset(named: "vocabulary", strings: symbols)
      for (name, part) in [("train", values[..<(values.count * 3 / 4)]), ("test", values[(values.count * 3 / 4)...])] {
        try root.createGroup(named: name).createDataset(named: "symbols", values: Array(part))
      }
    }
    let trained = try command(
      "train", "text.h5", "--hidden", "12", "--window", "20", "--warm-up", "5", "--gradient-batch", "60",
      "--curvature-batch", "30", "--backtracking-batch", "30", "--validation-batch", "30", "--cg-iterations", "15",
      "--iterations", "3", "--run-folder", "run")
    #expect(trained.exitCode == 0, "\(trained.errors)")
  }

  /// Runs the program in the folder.
  func command(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
    try command(arguments, environment: environment)
  }

  func command(_ arguments: [String], environment: [String: String] = [:]) throws -> Command {
    try Command(
      arguments, folder: scratch.path,
      environment: ["RECUR_BLAS_CORE": "keep"].merging(environment) { $1 })
  }
}

/// A terminal of the system's own, which a command is run in.
enum Terminal {
  private static let program = "/usr/bin/script"
  static let missing: Comment = "script (util-linux) is not installed"
  static let isThere = FileManager.default.isExecutableFile(atPath: program)

  /// Runs a line of the shell in a terminal and returns what that shows, its lines ended as in a file.
  static func run(_ line: String, folder: String, environment: [String: String] = [:]) throws -> (
    output: String, exitCode: Int32
  ) {
    let line = environment["NO_COLOR"] == nil ? "unset NO_COLOR; \(line)" : line
    let command = try Command(
      ["-qec", line, "/dev/null"], of: URL(fileURLWithPath: program), folder: folder,
      environment: ["RECUR_BLAS_CORE": "keep", "TERM": "xterm"].merging(environment) { $1 })
    return (command.output.replacing("\r\n", with: "\n"), command.exitCode)
  }
}
