import Foundation
import HDF5
import TestSupport
import Testing

/// A folder with a text file, as any program may write it, and a short run on it in `run`.
struct TextFolder: Sendable {
  static let text = String(repeating: "the cat sat on the mat,\nand the dog ran to the cat. ", count: 40)

  let scratch: Scratch

  /// A folder that is made once for all tests that ask for the same text; what they add to it has names of its own.
  static func shared(_ text: String = Self.text, unit: String = "character", unknown: Bool = false) throws -> TextFolder
  {
    try Once.value(for: "\(unit) \(unknown) \(text)") { try TextFolder(text, unit: unit, unknown: unknown) }
  }

  /// A copy, which the test may change.
  func copied() throws -> TextFolder { TextFolder(scratch: try Scratch(copying: scratch)) }

  private init(scratch: Scratch) { self.scratch = scratch }

  /// Trains on characters, or on bytes, with an unknown symbol behind them or without one.
  init(_ text: String, unit: String = "character", unknown: Bool = false) throws {
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
      "train", "text.h5", "--optimizer", "hf", "--hidden", "12", "--window", "20", "--warm-up", "5", "--gradient-batch",
      "60",
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
