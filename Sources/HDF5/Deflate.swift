internal import CZlib

/// The compression of HDF5's deflate filter, for data that lie elsewhere, such as in zip archives.
public enum Deflate {
  /// Unpacks raw Deflate data (RFC 1951) with zlib.
  ///
  /// - Parameters:
  ///   - packed: the data, without a header.
  ///   - size: the number of bytes that they are said to unpack to, below 4 GiB. So many are allocated: the caller has
  ///     made sure that the claim is plausible (Deflate makes at most 1032 bytes of one).
  /// - Returns: the bytes; nil where the data are damaged, end early, or unpack to another number of bytes.
  public static func unpack(_ packed: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    guard size >= 0, size <= UInt32.max, packed.count <= UInt32.max else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { output, count in
      // zlib wants somewhere to write even if there is nothing to.
      var nothing: UInt8 = 0
      isWhole = packed.withUnsafeBufferPointer { input in
        withUnsafeMutablePointer(to: &nothing) { nowhere in
          cz_inflate_raw(input.baseAddress, UInt32(input.count), output.baseAddress ?? nowhere, UInt32(size))
        }
      }
      count = isWhole ? size : 0
    }
    return isWhole ? bytes : nil
  }

  /// CRC-32 as zip archives have it.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
  }
}
