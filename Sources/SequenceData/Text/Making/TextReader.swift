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
  private let file: InputFile
  private var position = 0
  private var decoder = UTF8Decoder()
  private var buffer: [UInt8]
  /// Whether there were characters beyond ASCII before the block that was read last.
  private var hasWideCharacters = false

  /// The bytes of a block.
  private static let blockSize = 1 << 20

  /// Opens a file.
  ///
  /// - Throws: ``SequenceFileError`` where it is missing, no regular file, since it is read twice, or obviously no text
  ///   where characters are wanted.
  init(_ path: String, unit: TextUnit) throws(SequenceFileError) {
    self.path = path
    self.unit = unit
    file = try InputFile(path, as: "a file of text", refusingPipes: "it is read twice")
    length = file.length ?? 0
    buffer = [UInt8](repeating: 0, count: min(Self.blockSize, max(1, length)))
    guard unit == .character else { return }
    let kind = FileKind(start: try file.start(FileKind.startLength), path: path)
    if kind != .rtf, let way = kind.wayToText(path) {
      throw SequenceFileError(.data, "\(path) should be text in UTF-8, \(kind.words); \(way)")
    }
  }

  /// The next symbols, in place of those in `codes`; none at the end of the file.
  ///
  /// - Throws: ``SequenceFileError`` where the bytes are not UTF-8 and should be, or cannot be read.
  func read(into codes: inout [UInt32]) throws(SequenceFileError) -> Bool {
    codes.removeAll(keepingCapacity: true)
    while codes.isEmpty {
      let count = try file.read(into: &buffer)
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
      count = try file.read(into: &buffer)
    }
    return guess.advice
  }

  /// The bytes of a text that are looked at to find its encoding.
  private static let mostLookedAt = 64 << 20
}
