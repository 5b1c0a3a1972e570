/// The symbols of a text: symbol k stands for `symbols[k]`.
///
/// With the unit `character` each entry is one Unicode scalar, as itself; NUL, which no text in an HDF5 file can hold, is
/// spelled `<00>`. With the unit `byte` each is one byte, spelled as itself where it is printable ASCII and as `<XX>` in
/// hexadecimal elsewhere, since a lone byte need not be text.
/// One entry may be the unknown symbol: what is not in the vocabulary is mapped to it.
public struct Vocabulary: Sendable, Equatable {
  /// The spelling of the unknown symbol where this program makes one: the replacement character of Unicode.
  public static let unknownSpelling = "\u{FFFD}"

  /// The entries, as in a file.
  public let symbols: [String]
  /// What a symbol is.
  public let unit: TextUnit
  /// The symbol to which everything is mapped that is not in the vocabulary; nil where nothing is.
  public let unknown: Int?

  private let index: VocabularyIndex

  /// A vocabulary from its entries.
  ///
  /// - Throws: ``VocabularyError`` where an entry is not of the unit, comes twice, or there is none.
  public init(symbols: [String], unit: TextUnit, unknown: Int?) throws(VocabularyError) {
    guard !symbols.isEmpty else { throw VocabularyError("a vocabulary should have at least one symbol, found none") }
    if let unknown, !symbols.indices.contains(unknown) {
      throw VocabularyError("the unknown symbol should be one of 0 to \(symbols.count - 1), found \(unknown)")
    }
    var index = VocabularyIndex(unit: unit, unknown: unknown)
    for symbol in symbols {
      if let error = index.add(symbol) { throw error }
    }
    self.symbols = symbols
    self.unit = unit
    self.unknown = unknown
    self.index = index
  }

  /// The vocabulary of Unicode scalars or bytes, in the order given, and behind them the unknown symbol if there is to be
  /// one.
  ///
  /// - Throws: ``VocabularyError`` where a number stands for nothing, comes twice, or there is none.
  public init(codes: [UInt32], unit: TextUnit, hasUnknown: Bool) throws(VocabularyError) {
    let spellings = codes.map { unit.spelling(of: $0) }
    try self.init(
      symbols: spellings + (hasUnknown ? [Self.unknownSpelling] : []), unit: unit,
      unknown: hasUnknown ? codes.count : nil)
  }

  /// The number of symbols.
  public var count: Int { symbols.count }

  /// The symbol of a Unicode scalar or byte, by its number; nil where it is not in the vocabulary.
  public func symbol(of code: UInt32) -> Int32? { index.indices[code] }

  /// The Unicode scalar or byte that a symbol stands for, by its number; nil for the unknown one.
  public func code(of symbol: Int32) -> UInt32? { Int(symbol) == unknown ? nil : index.codes[Int(symbol)] }

  /// A string as symbols, and what of it is not in the vocabulary, each once in order of appearance: mapped to the
  /// unknown symbol where there is one, left out where there is none.
  public func encode(_ text: String) -> (symbols: [Int32], unknown: [String]) {
    var (encoded, lacking, seen): ([Int32], [String], Set<UInt32>) = ([], [], [])
    for code in unit.codes(of: text) {
      if let symbol = symbol(of: code) {
        encoded.append(symbol)
        continue
      }
      if seen.insert(code).inserted { lacking.append(unit.spelling(of: code)) }
      if let unknown { encoded.append(Int32(unknown)) }
    }
    return (encoded, lacking)
  }

  /// The bytes that symbols stand for, in UTF-8; an unknown symbol is ``unknownSpelling``.
  public func bytes(of symbols: some Sequence<Int32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for symbol in symbols {
      switch code(of: symbol) {
      case nil: bytes += Array(Self.unknownSpelling.utf8)
      case let code? where unit == .byte: bytes.append(UInt8(code))
      case let code?: bytes += Array(Unicode.Scalar(code).map { UTF8.encode($0)! } ?? .init())
      }
    }
    return bytes
  }

  /// The number of bytes that a symbol stands for; nil for the unknown one, which stands for anything.
  public func byteCount(of symbol: Int32) -> Int? {
    guard let code = code(of: symbol) else { return nil }
    return unit == .byte ? 1 : Unicode.Scalar(code).map { UTF8.width($0) } ?? 0
  }
}
