package import DurableFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The collections of an HDF5 file that hold texts and references, as its format describes them (file format specification, III.E).
///
/// libhdf5 believes the sizes that stand in a collection, and takes what follows from memory that it has not written where
/// they are wrong: what happens then differs from process to process, so that reading a file in one says little of another.
package enum GlobalHeaps {
  /// What a collection begins with: its name, version 1 and three zeros.
  private static let head: [UInt8] = Array("GCOL".utf8) + [1, 0, 0, 0]
  private static let headerSize = 16
  private static let pieceSize = 1 << 20

  /// What is wrong with the first collection that cannot be read, in words; nil where all can, and where sizes are not stored
  /// in 8 bytes, as libhdf5 does.
  package static func fault(in file: OpenedFile) throws(FileError) -> String? {
    guard try storesEightBytes(file) else { return nil }
    var position = 0
    while position + headerSize <= file.size {
      let piece = try file.bytes(at: position, count: min(pieceSize, file.size - position))
      var start = 0
      while let found = place(of: head, in: piece, from: start) {
        if let words = try fault(at: position + found, in: file) { return words }
        start = found + 1
      }
      guard position + piece.count < file.size else { break }
      // A head may lie across the border of two pieces.
      position += piece.count - head.count + 1
    }
    return nil
  }

  /// Whether offsets and lengths have 8 bytes each; the superblock says so after its name and version.
  private static func storesEightBytes(_ file: OpenedFile) throws(FileError) -> Bool {
    guard file.size >= 48 else { return false }
    let start = try file.bytes(at: 0, count: 16)
    guard start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
    let first = start[8] < 2 ? 13 : 9
    return start[first] == 8 && start[first + 1] == 8
  }

  private static func fault(at position: Int, in file: OpenedFile) throws(FileError) -> String? {
    let place = "the collection of texts at byte \(position)"
    guard position + headerSize <= file.size else { return "\(place) is cut short" }
    let size = number(try file.bytes(at: position + 8, count: 8), at: 0)
    guard let size, size >= 4096, size.isMultiple(of: 8), size <= file.size - position else {
      return "\(place) has an impossible size"
    }
    let bytes = try file.bytes(at: position, count: size)
    var next = headerSize
    while size - next >= headerSize {
      let (index, length) = (Int(bytes[next]) | Int(bytes[next + 1]) << 8, number(bytes, at: next + 8))
      // Number 0 is what is left, its own header included; every other object is filled up to a multiple of 8.
      guard let length, length <= size else { return "\(place) holds a text of an impossible size" }
      let taken = index == 0 ? length : headerSize + (length + 7) / 8 * 8
      guard taken >= headerSize, taken <= size - next else { return "\(place) holds a text of an impossible size" }
      next += taken
    }
    return nil
  }

  /// A number of 8 bytes, little-endian; nil where it is beyond any length.
  private static func number(_ bytes: [UInt8], at start: Int) -> Int? {
    var value: UInt64 = 0
    for i in (0..<8).reversed() { value = value << 8 | UInt64(bytes[start + i]) }
    return Int(exactly: value)
  }

  private static func place(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { all in
      var start = start
      while start + pattern.count <= all.count,
        let found = memchr(all.baseAddress! + start, Int32(pattern[0]), all.count - start)
      {
        start = UnsafeRawPointer(found) - all.baseAddress!
        if all[start...].starts(with: pattern) { return start }
        start += 1
      }
      return nil
    }
  }
}
