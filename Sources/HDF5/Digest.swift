internal import CCrypto

/// SHA-256 of files and bytes, by the system's libcrypto.
enum Digest {
  private static let pieceSize = 1 << 20

  /// The digest of a few bytes.
  static func of(_ bytes: [UInt8]) -> [UInt8] {
    let hash = Hash()
    hash.update(bytes)
    return hash.end()
  }

  /// The digest of the first `count` bytes of a file, which is read in pieces of 1 MiB.
  ///
  /// - Throws: ``HDF5Error`` if it cannot be read, or has become shorter.
  static func of(_ file: Descriptor, count: Int) throws(HDF5Error) -> [UInt8] {
    let hash = Hash()
    var piece: [UInt8] = []
    var position = 0
    while position < count {
      try file.read(into: &piece, at: position, count: min(pieceSize, count - position))
      hash.update(piece)
      position += piece.count
    }
    return hash.end()
  }

  /// A digest on its way.
  private final class Hash {
    private let context: OpaquePointer

    init() {
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        fatalError("libcrypto should know SHA-256")
      }
      self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: [UInt8]) {
      guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { fatalError("libcrypto should digest bytes") }
    }

    func end() -> [UInt8] {
      var digest = [UInt8](repeating: 0, count: 32)
      guard EVP_DigestFinal_ex(context, &digest, nil) == 1 else { fatalError("libcrypto should give a digest") }
      return digest
    }
  }
}
