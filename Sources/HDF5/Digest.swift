internal import Crypto

/// SHA-256 of files and bytes.
enum Digest {
  private static let pieceSize = 1 << 20

  /// The digest of a few bytes.
  static func of(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// The digest of the first `count` bytes of a file, which is read in pieces of 1 MiB.
  ///
  /// - Throws: ``HDF5Error`` if it cannot be read, or has become shorter.
  static func of(_ file: Descriptor, count: Int) throws(HDF5Error) -> [UInt8] {
    var hash = SHA256()
    var piece: [UInt8] = []
    var position = 0
    while position < count {
      try file.read(into: &piece, at: position, count: min(pieceSize, count - position))
      hash.update(data: piece)
      position += piece.count
    }
    return Array(hash.finalize())
  }
}
