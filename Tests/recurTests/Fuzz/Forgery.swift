import DurableFiles
import Foundation
import HDF5

/// Checksums that are made anew for other bytes, as somebody does who knows how: they vouch for nothing.
enum Forgery {
  /// Bytes behind which a checksum says that they are whole.
  ///
  /// - Parameter folder: where files may be put whose digests are needed.
  static func checksummed(_ bytes: [UInt8], in folder: String) throws -> [UInt8] {
    var content = [0x89] + Array("H5SEAL\n".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
    content += (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
    content += try digest(of: bytes, in: folder)
    return bytes + content + (try digest(of: content, in: folder).prefix(8))
  }

  private static func digest(of bytes: [UInt8], in folder: String) throws -> [UInt8] {
    let path = "\(folder)/\(UUID().uuidString).digest"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let digits = Array(try File.digest(of: path).utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)!
    }
  }
}
