internal import Foundation

/// Reads a file of text from its beginning to its end, block by block, as Unicode scalars or bytes.
final class TextReader {
  /// The file.
  let path: String
  /// Its length in bytes when it was opened.
  let length: Int
  /// The place in the file of the first symbol of the block that was read last.
  private(set) var start = 0
  /// Whether the file begins with the byte-order mark of UTF-8.
  private(set) var hasMark = false

  private let unit: TextUnit
  private let file: Int32
  private var position = 0
  private var decoder = UTF8Decoder()
  private var buffer: [UInt8]

  /// The bytes of a block.
  private static let blockSize = 1 << 20

  /// Opens a file.
  ///
  /// - Throws: ``SequenceFileError`` where it is missing, or no regular file: it is read twice.
  init(_ path: String, unit: TextUnit) throws(SequenceFileError) {
    self.path = path
    self.unit = unit
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else {
      throw SequenceFileError(.missing, "there is no file \(path)\(errno == ENOENT ? "" : " (\(Self.reason))")")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw SequenceFileError(.data, "\(path) is a folder, not a text file")
    default:
      throw SequenceFileError(.data, "\(path) is not a regular file; a text is read twice, so store it in one first")
    }
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)") }
    length = Int(status.st_size)
    buffer = [UInt8](repeating: 0, count: min(Self.blockSize, max(1, length)))
  }

  deinit { if file >= 0 { close(file) } }

  /// The next symbols, in place of those in `codes`; none at the end of the file.
  ///
  /// - Throws: ``SequenceFileError`` where the bytes are not UTF-8 and should be, or cannot be read.
  func read(into codes: inout [UInt32]) throws(SequenceFileError) -> Bool {
    codes.removeAll(keepingCapacity: true)
    while codes.isEmpty {
      let count = Foundation.read(file, &buffer, buffer.count)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)")
      }
      if count == 0 { break }
      if position == 0 { hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF]) && count >= 3 }
      start = position - decoder.pendingCount
      switch unit {
      case .byte: codes.append(contentsOf: buffer[..<count].lazy.map { UInt32($0) })
      case .character:
        if let place = decoder.decode(buffer[..<count], into: &codes) { throw invalid(at: position + place, count) }
      }
      position += count
    }
    if codes.isEmpty && decoder.pendingCount > 0 {
      throw SequenceFileError(
        .data,
        "\(path) should be UTF-8, but at byte offset \(position - decoder.pendingCount) a character is cut off by the end of the file"
      )
    }
    return !codes.isEmpty
  }

  /// The place in the file of symbol `index` of the block that was read last.
  func offset(of index: Int, in codes: [UInt32]) -> Int {
    unit == .byte ? start + index : codes[..<index].reduce(start) { $0 + UTF8.width(Unicode.Scalar($1)!) }
  }

  private func invalid(at offset: Int, _ count: Int) -> SequenceFileError {
    let index = offset - position
    let byte = index >= 0 ? String(format: " (0x%02X)", buffer[index]) : ""
    let isWide = buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF])
    let hint =
      offset == 0 && isWide && count >= 2
      ? "for text in UTF-16, iconv -f utf16 -t utf8 converts it"
      : "for text in Latin-1, iconv -f latin1 -t utf8 converts it; --unit byte takes any bytes as they are"
    return SequenceFileError(
      .data, "\(path) should be UTF-8, but the byte at offset \(offset)\(byte) begins no valid character; \(hint)")
  }

  /// What the operating system has just said.
  private static var reason: String { String(cString: strerror(errno)) }
}
