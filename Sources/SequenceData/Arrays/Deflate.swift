internal import CZlib

/// Deflate (RFC 1951), in which members of zip archives and gzip files are packed.
package enum Deflate {
  /// What is around packed data.
  package enum Container: Sendable {
    /// Nothing.
    case raw
    /// Header and checksum of gzip (RFC 1952).
    case gzip
  }

  /// Unpacks data with zlib.
  ///
  /// - Parameters:
  ///   - packed: the data.
  ///   - container: what is around them.
  ///   - size: the number of bytes that they are said to unpack to, below 4 GiB. So many are allocated: the caller has
  ///     made sure that the claim is plausible.
  /// - Returns: the bytes; nil where the data are damaged, end early, or unpack to another number of bytes.
  package static func unpack(_ packed: ArraySlice<UInt8>, in container: Container = .raw, size: Int) -> [UInt8]? {
    guard size >= 0, size <= UInt32.max, packed.count <= UInt32.max else { return nil }
    // zlib wants somewhere to write even if there is nothing to.
    var bytes = [UInt8](repeating: 0, count: max(1, size))
    let isWhole = packed.withUnsafeBufferPointer {
      cz_inflate_all(container == .gzip, $0.baseAddress, UInt32($0.count), &bytes, UInt32(size))
    }
    guard isWhole else { return nil }
    return size == 0 ? [] : bytes
  }

  /// Unpacks the first bytes of data; nil where there are less, or they are damaged.
  static func start(_ packed: ArraySlice<UInt8>, in container: Container = .raw, size: Int) -> [UInt8]? {
    guard size > 0, packed.count <= UInt32.max else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    let isThere = packed.withUnsafeBufferPointer {
      cz_inflate_start(container == .gzip, $0.baseAddress, UInt32($0.count), &bytes, UInt32(size))
    }
    return isThere ? bytes : nil
  }

  /// Adler-32 as zlib's own format has it (RFC 1950).
  static func adler(_ bytes: [UInt8]) -> UInt32 { UInt32(adler32_z(1, bytes, bytes.count)) }

  /// CRC-32 as zip archives have it.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32_z(0, bytes, bytes.count)) }
}
