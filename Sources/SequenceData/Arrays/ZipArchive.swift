internal import Foundation
internal import DurableFiles
internal import HDF5

/// The files in a zip archive, stored or deflated, as NumPy writes them; not encrypted, and below 4 GiB.
struct ZipArchive {
  private let path: String
  private let bytes: [UInt8]
  /// The files in order.
  private(set) var entries: [Entry] = []
  /// The bytes of the whole archive, at least 1.
  var size: Int { max(1, bytes.count) }

  struct Entry {
    let name: String
    fileprivate let flags: Int
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let packed: Int
    /// The bytes when it is unpacked.
    let size: Int
    fileprivate let start: Int
  }

  /// Reads the list of files of an archive.
  init(_ path: String, _ bytes: [UInt8]) throws(SequenceFileError) {
    self.path = path
    self.bytes = bytes
    // The end of the list lies at the end of the archive, behind it at most a comment of 64 KiB.
    let earliest = max(0, bytes.count - 22 - 65_535)
    var end = bytes.count - 22
    while end >= earliest, number(end, 4) != 0x0605_4B50 { end -= 1 }
    guard end >= earliest, let count = number(end + 10, 2), let first = number(end + 16, 4) else {
      throw damaged("its list of files is missing: it has been cut off")
    }
    guard count < 0xFFFF, first < 0xFFFF_FFFF else {
      throw SequenceFileError(.data, "\(path) is a zip archive beyond 4 GiB or 65534 files, which is not read")
    }
    var place = first
    for _ in 0..<count {
      guard number(place, 4) == 0x0201_4B50, let flags = number(place + 8, 2), let method = number(place + 10, 2),
        let checksum = number(place + 16, 4), let packed = number(place + 20, 4), let size = number(place + 24, 4),
        let nameLength = number(place + 28, 2), let extra = number(place + 30, 2), let comment = number(place + 32, 2),
        let start = number(place + 42, 4), place + 46 + nameLength <= bytes.count,
        let name = String(validating: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      else { throw damaged("its list of files is damaged") }
      entries.append(
        Entry(
          name: name, flags: flags, method: method, checksum: UInt32(checksum), packed: packed, size: size, start: start
        ))
      place += 46 + nameLength + extra + comment
    }
  }

  /// Unpacks a file.
  func content(of entry: Entry) throws(SequenceFileError) -> [UInt8] {
    let name = entry.name.quoted
    guard entry.flags & 1 == 0 else {
      throw SequenceFileError(.data, "\(path): \(name) is encrypted, which is not read")
    }
    guard number(entry.start, 4) == 0x0403_4B50, let nameLength = number(entry.start + 26, 2),
      let extra = number(entry.start + 28, 2)
    else { throw damaged("\(name) is not where its list of files says") }
    let first = entry.start + 30 + nameLength + extra
    guard first + entry.packed <= bytes.count else { throw damaged("\(name) is cut off") }
    guard isPossible(entry) else {
      throw damaged("\(name) claims \(entry.size) bytes, but only \(entry.packed) are stored of it")
    }
    let packed = bytes[first..<first + entry.packed]
    let content: [UInt8]?
    switch entry.method {
    case 0: content = entry.packed == entry.size ? Array(packed) : nil
    case 8: content = Deflate.unpack(packed, size: entry.size)
    default:
      throw SequenceFileError(
        .data, "\(path): \(name) is compressed by method \(entry.method); stored and deflated files are read")
    }
    guard let content, Deflate.checksum(content) == entry.checksum else { throw damaged("\(name) cannot be unpacked") }
    return content
  }

  /// Whether an entry may unpack to what it claims.
  func isPossible(_ entry: Entry) -> Bool { entry.size / Storage.mostInflation <= entry.packed }

  private func damaged(_ words: String) -> SequenceFileError {
    SequenceFileError(.data, "\(path) is a damaged zip archive: \(words)")
  }

  /// A number, least significant byte first; nothing where the archive ends before.
  private func number(_ place: Int, _ width: Int) -> Int? {
    guard place >= 0, place + width <= bytes.count else { return nil }
    return (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
