import Foundation
import TestSupport

/// Arrays as numpy.save writes them.
enum NumPyFile {
  /// Numbers as `<f8`, row-major.
  static func write(_ values: [Double], shape: [Int], to name: String, in scratch: Scratch) throws {
    try write("<f8", shape, values.flatMap { bytes($0.bitPattern) }, name, scratch)
  }

  /// Whole numbers as `<i8`.
  static func write(_ values: [Int], shape: [Int], to name: String, in scratch: Scratch) throws {
    try write("<i8", shape, values.flatMap { bytes(UInt64(bitPattern: Int64($0))) }, name, scratch)
  }

  /// Words as `<U`, of four bytes a character.
  static func write(_ words: [String], to name: String, in scratch: Scratch) throws {
    let width = words.map(\.unicodeScalars.count).max() ?? 1
    let content = words.flatMap { word in
      let codes = word.unicodeScalars.map(\.value) + Array(repeating: 0, count: width - word.unicodeScalars.count)
      return codes.flatMap { code in (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * UInt32($0))) } }
    }
    try write("<U\(width)", [words.count], content, name, scratch)
  }

  /// So many zeros as `|u1`.
  static func write(zeros count: Int, to name: String, in scratch: Scratch) throws {
    try write("|u1", [count], [UInt8](repeating: 0, count: count), name, scratch)
  }

  private static func bytes(_ pattern: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: pattern >> (8 * UInt64($0))) }
  }

  private static func write(
    _ type: String, _ shape: [Int], _ content: [UInt8], _ name: String, _ scratch: Scratch
  ) throws {
    let extents = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }\n"
    let start: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
    try scratch.write(start + Array(header.utf8) + content, to: name)
  }
}
