/// The bytes of a ``ChecksumStatus``.
///
/// ```
/// bytes    content
///  0 ..< 8   mark
///  8 ..< 12  version
/// 12 ..< 16  zero
/// 16 ..< 24  number of bytes before the trailer
/// 24 ..< 56  SHA-256 of the bytes before the trailer
/// 56 ..< 64  the first bytes of the SHA-256 of the 56 above
/// ```
///
/// Numbers are little-endian.
struct ChecksumTrailer: Equatable {
  static let size = 64

  /// Not a text, and altered by a transfer that takes the file for one.
  private static let mark: [UInt8] = [0x89] + "H5SEAL".utf8 + [0x0A]
  private static let version: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]

  /// The number of bytes before the trailer.
  let length: Int

  /// The SHA-256 of the bytes before the trailer.
  let digest: [UInt8]

  /// What the end of a file tells.
  enum Finding: Equatable {
    /// No trace of a trailer.
    case none

    /// Part of one, or one that has been damaged itself.
    case damaged

    /// A trailer whose own bytes are as they were written.
    case whole(ChecksumTrailer)
  }

  var bytes: [UInt8] {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: self.length >> (8 * $0)) }
    let content = Self.mark + Self.version + length + digest
    return content + Self.check(of: content)
  }

  /// How many of a file's last bytes are looked at: a copy may have been padded to whole blocks.
  static let window = 4096

  /// Looks for a trailer.
  ///
  /// One that is damaged is known by its mark or, where that is hit, by its length; one that is cut short, or followed by
  /// other bytes, by its mark. What a cut leaves of the mark itself is not told from the end of any other file: all data is
  /// there then.
  ///
  /// - Parameters:
  ///   - end: the last bytes of the file, at most ``window`` of them.
  ///   - fileSize: the number of bytes of the file.
  static func find(in end: [UInt8], fileSize: Int) -> Finding {
    if end.count >= size {
      let trailer = Array(end.suffix(size))
      let content = Array(trailer.prefix(56))
      let length = content[16..<24].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let isLengthRight = length == UInt64(fileSize - size)
      if Array(trailer.suffix(8)) == check(of: content) {
        // A version to come, which says what we do not know.
        guard Array(content.prefix(16)) == mark + version else { return .none }
        return isLengthRight
          ? .whole(ChecksumTrailer(length: fileSize - size, digest: Array(content[24..<56]))) : .damaged
      }
      if isLengthRight, Array(content[8..<16]) == version { return .damaged }
    }
    return end.firstRange(of: mark) == nil ? .none : .damaged
  }

  /// Looks for a trailer at the end of a file.
  static func find(in file: Descriptor, size: Int) throws(FileError) -> Finding {
    let count = min(size, window)
    var end: [UInt8] = []
    try file.read(into: &end, at: size - count, count: count)
    return find(in: end, fileSize: size)
  }

  private static func check(of content: [UInt8]) -> [UInt8] { Array(SHA256.of(content).prefix(8)) }
}
