internal import DurableFiles
internal import Foundation

/// Reads a file of text from its beginning to its end, block by block, as Unicode scalars or bytes; its digest comes of the
/// same reading.
///
/// It can be read again: from what was kept of the first reading, or else from the file that has been open since.
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
  /// The open file; nothing between two readings where too many would be open.
  private var file: InputFile?
  private var hash = SHA256()
  /// The bytes of the first reading, where they are kept.
  private var kept: [UInt8]?
  private var hasBeenRead = false
  private var isReadFromMemory = false
  /// The bytes read since the beginning.
  private(set) var position = 0
  private var decoder = UTF8Decoder()
  private var buffer: [UInt8]
  /// Whether there were characters beyond ASCII before the block that was read last.
  private var hasWideCharacters = false

  /// The bytes of a block.
  private static let blockSize = 1 << 20

  /// Opens a file.
  ///
  /// - Throws: ``SequenceFileError`` where it is missing, no regular file, since a long one is read twice, or obviously no
  ///   text where characters are wanted.
  init(_ path: String, unit: TextUnit) throws(SequenceFileError) {
    self.path = path
    self.unit = unit
    let file = try Self.open(path)
    self.file = file
    length = file.length ?? 0
    buffer = [UInt8](repeating: 0, count: min(Self.blockSize, max(1, length)))
    guard unit == .character else { return }
    let kind = FileKind(start: try file.start(FileKind.startLength), path: path)
    if kind != .rtf, let way = kind.wayToText(path) {
      throw SequenceFileError(.data, "\(path) should be text in UTF-8, \(kind.words); \(way)")
    }
  }

  private static func open(_ path: String) throws(SequenceFileError) -> InputFile {
    try InputFile(path, as: "a file of text", refusingPipes: "a long text is read twice")
  }

  /// Keeps what is read from now on, so that a second reading needs no file.
  func keepBytes() {
    kept = []
    kept?.reserveCapacity(length)
  }

  /// Closes the file until it is read again.
  func close() { file = nil }

  /// Begins anew.
  ///
  /// - Throws: ``SequenceFileError`` where the file was closed and cannot be opened any more.
  func rewind() throws(SequenceFileError) {
    (start, position, hasWideCharacters, decoder) = (0, 0, false, UTF8Decoder())
    isReadFromMemory = hasBeenRead && kept != nil
    if isReadFromMemory { return close() }
    hash = SHA256()
    if kept != nil { keepBytes() }
    if let file { try file.rewind() } else { file = try Self.open(path) }
  }

  /// The SHA-256 of the bytes read from the file since the beginning, in 64 hexadecimal digits.
  var digest: String { hash.digest.map { String(format: "%02x", $0) }.joined() }

  /// The next bytes in the buffer; their number is 0 at the end.
  private func fill() throws(SequenceFileError) -> Int {
    if isReadFromMemory, let kept {
      let count = min(buffer.count, kept.count - position)
      buffer.replaceSubrange(..<count, with: kept[position..<position + count])
      return count
    }
    guard let file else { preconditionFailure("a text that was closed is rewound before it is read") }
    let count = try file.read(into: &buffer)
    let bytes = Array(buffer[..<count])
    hash.update(bytes)
    if count == 0 { hasBeenRead = true }
    kept?.append(contentsOf: bytes)
    return count
  }

  /// The next symbols, in place of those in `codes`; none at the end of the file.
  ///
  /// - Throws: ``SequenceFileError`` where the bytes are not UTF-8 and should be, or cannot be read.
  func read(into codes: inout [UInt32]) throws(SequenceFileError) -> Bool {
    codes.removeAll(keepingCapacity: true)
    while codes.isEmpty {
      let count = try fill()
      if count == 0 { break }
      if position == 0 { hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF]) && count >= 3 }
      start = position - decoder.pendingCount
      switch unit {
      case .byte: codes.append(contentsOf: buffer[..<count].lazy.map { UInt32($0) })
      case .character:
        if let place = decoder.decode(buffer[..<count], into: &codes) {
          hasWideCharacters = hasWideCharacters || codes.contains { $0 >= 0x80 }
          throw try invalid(at: position + place, count)
        }
        hasWideCharacters = hasWideCharacters || codes.contains { $0 >= 0x80 }
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

  private func invalid(at offset: Int, _ count: Int) throws(SequenceFileError) -> SequenceFileError {
    let index = offset - position
    let byte = index >= 0 ? String(format: " (0x%02X)", buffer[index]) : ""
    return SequenceFileError(
      .data,
      "\(path) should be UTF-8, but the byte at offset \(offset)\(byte) begins no valid character; \(try advice(count)); --unit byte takes any bytes as they are"
    )
  }

  /// What makes UTF-8 of a text in another encoding, of which `count` bytes are in the buffer.
  private func advice(_ count: Int) throws(SequenceFileError) -> String {
    var guess = EncodingGuess(hasWideCharacters: hasWideCharacters)
    var (count, rest) = (hasWideCharacters ? 0 : count, Self.mostLookedAt)
    while count > 0, rest > 0 {
      guess.look(at: buffer[..<count])
      rest -= count
      count = try file?.read(into: &buffer) ?? 0
    }
    return guess.advice
  }

  /// The bytes of a text that are looked at to find its encoding.
  private static let mostLookedAt = 64 << 20
}
