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
///
/// The pieces of a file come one after the other, as `OpenedFile.readThrough` shows them, so that the pass that digests a
/// file finds its collections as well:
///
/// ```swift
/// var heaps = try GlobalHeaps(of: file)
/// try file.readThrough { (piece, position) throws(FileError) in try heaps.look(at: piece, position) }
/// ```
package struct GlobalHeaps {
  /// What is wrong with the first collection that cannot be read, in words; nil where all can so far, and where sizes are not
  /// stored in 8 bytes, as libhdf5 does.
  package private(set) var fault: String?

  private let file: OpenedFile
  private let isReadable: Bool
  /// The last bytes of the piece before: a head may lie across the border of two.
  private var rest: [UInt8] = []
  /// The bytes of collections that have been read.
  private var taken = 0

  /// What a collection begins with: its name, version 1 and three zeros.
  private static let head: [UInt8] = Array("GCOL".utf8) + [1, 0, 0, 0]
  private static let headerSize = 16
  /// The least size of a collection, and what is read of one at first.
  private static let smallest = 4096
  private static let largestBlock = 1 << 16
  /// So many times its length is read of a file at most: collections do not overlap, but what only looks like their heads may.
  private static let mostReading = 4

  /// - Throws: `FileError` if the beginning of the file cannot be read.
  package init(of file: OpenedFile) throws(FileError) {
    self.file = file
    isReadable = try Self.storesEightBytes(file)
  }

  /// Looks for collections in the next piece of the file, and through those that begin in it or just before.
  ///
  /// - Parameters:
  ///   - piece: the bytes.
  ///   - position: where in the file they begin: where the piece before ended.
  /// - Throws: `FileError` if a collection cannot be read.
  package mutating func look(at piece: [UInt8], _ position: Int) throws(FileError) {
    guard isReadable, fault == nil else { return }
    let border = rest + piece.prefix(Self.head.count - 1)
    try look(in: border, at: position - rest.count)
    try look(in: piece, at: position)
    rest = Array((rest + piece.suffix(Self.head.count - 1)).suffix(Self.head.count - 1))
  }

  private mutating func look(in bytes: [UInt8], at position: Int) throws(FileError) {
    var start = 0
    while fault == nil, let found = Self.place(of: Self.head, in: bytes, from: start) {
      fault = try check(position + found)
      start = found + 1
    }
  }

  /// Whether offsets and lengths have 8 bytes each; the superblock says so after its name and version.
  private static func storesEightBytes(_ file: OpenedFile) throws(FileError) -> Bool {
    guard file.size >= 48 else { return false }
    let start = try file.bytes(at: 0, count: 16)
    guard start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
    let first = start[8] < 2 ? 13 : 9
    return start[first] == 8 && start[first + 1] == 8
  }

  /// Looks through the collection whose head was found at `position`.
  private mutating func check(_ position: Int) throws(FileError) -> String? {
    let place = "the collection of texts at byte \(position)"
    guard position + Self.headerSize <= file.size else { return "\(place) is cut short" }
    guard !isExhausted else { return "\(place) is one of too many that overlap" }
    var block = try read(position, Self.smallest)
    let size = Self.number(block, at: 8)
    guard let size, size >= Self.smallest, size.isMultiple(of: 8), size <= file.size - position else {
      return "\(place) has an impossible size"
    }
    // Collections may be as large as the file: they are read block by block.
    var (start, next) = (0, Self.headerSize)
    while size - next >= Self.headerSize {
      if next - start + Self.headerSize > block.count {
        guard !isExhausted else { return "\(place) is one of too many that overlap" }
        start = next
        block = try read(position + start, min(Self.largestBlock, size - start))
      }
      let header = next - start
      let (index, length) = (Int(block[header]) | Int(block[header + 1]) << 8, Self.number(block, at: header + 8))
      // Number 0 is what is left, its own header included; every other object is filled up to a multiple of 8.
      guard let length, length <= size else { return "\(place) holds a text of an impossible size" }
      let step = index == 0 ? length : Self.headerSize + (length + 7) / 8 * 8
      guard step >= Self.headerSize, step <= size - next else { return "\(place) holds a text of an impossible size" }
      next += step
    }
    return nil
  }

  private var isExhausted: Bool { taken > Self.mostReading * file.size }

  private mutating func read(_ position: Int, _ count: Int) throws(FileError) -> [UInt8] {
    taken += count
    return try file.bytes(at: position, count: count)
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
