internal import CCrypto

/// A SHA-256 on its way, by the system's libcrypto.
package final class SHA256 {
  private let context: OpaquePointer

  /// The digest of no bytes yet.
  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      fatalError("libcrypto should know SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes more bytes in.
  package func update(_ bytes: [UInt8]) {
    guard EVP_DigestUpdate(context, bytes, bytes.count) == 1 else { fatalError("libcrypto should digest bytes") }
  }

  /// The digest of the bytes so far; more may follow.
  package var digest: [UInt8] {
    guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
      fatalError("libcrypto should copy a digest")
    }
    defer { EVP_MD_CTX_free(copy) }
    var digest = [UInt8](repeating: 0, count: 32)
    guard EVP_DigestFinal_ex(copy, &digest, nil) == 1 else { fatalError("libcrypto should give a digest") }
    return digest
  }

  /// The digest of a few bytes.
  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    let hash = SHA256()
    hash.update(bytes)
    return hash.digest
  }
}
