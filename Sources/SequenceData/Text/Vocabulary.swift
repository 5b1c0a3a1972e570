/// The symbols of a text: symbol k stands for `symbols[k]`.
///
/// With the unit `character` each entry is one Unicode scalar. With the unit `byte` each is one byte, spelled as itself
/// where it is printable ASCII and as `<XX>` in hexadecimal elsewhere, since a lone byte need not be text.
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

  private let indices: [UInt32: Int32]

  /// A vocabulary from its entries.
  ///
  /// - Throws: ``VocabularyError`` where an entry is not of the unit, comes twice, or there is none.
  public init(symbols: [String], unit: TextUnit, unknown: Int?) throws(VocabularyError) {
    guard !symbols.isEmpty else { throw VocabularyError("a vocabulary should have at least one symbol, found none") }
    if let unknown, !symbols.indices.contains(unknown) {
      throw VocabularyError("the unknown symbol should be one of 0 to \(symbols.count - 1), found \(unknown)")
    }
    var indices: [UInt32: Int32] = [:]
    for (index, symbol) in symbols.enumerated() where index != unknown {
      guard let code = unit.code(of: symbol) else {
        throw VocabularyError(
          "symbol \(index) of the vocabulary should be one \(unit.rawValue), found \(symbol.debugDescription)")
      }
      guard indices.updateValue(Int32(index), forKey: code) == nil else {
        throw VocabularyError("symbol \(index) of the vocabulary, \(symbol.debugDescription), comes twice")
      }
    }
    self.symbols = symbols
    self.unit = unit
    self.unknown = unknown
    self.indices = indices
  }

  /// The number of symbols.
  public var count: Int { symbols.count }

  /// The symbol of a Unicode scalar or byte, by its number; nil where it is not in the vocabulary.
  public func symbol(of code: UInt32) -> Int32? { indices[code] }

  /// A string as symbols, and what of it is not in the vocabulary, each once in order of appearance: mapped to the
  /// unknown symbol where there is one, left out where there is none.
  public func encode(_ text: String) -> (symbols: [Int32], unknown: [String]) {
    var (encoded, strangers, seen): ([Int32], [String], Set<UInt32>) = ([], [], [])
    for code in unit.codes(of: text) {
      if let symbol = indices[code] {
        encoded.append(symbol)
        continue
      }
      if seen.insert(code).inserted { strangers.append(unit.spelling(of: code)) }
      if let unknown { encoded.append(Int32(unknown)) }
    }
    return (encoded, strangers)
  }

  /// The bytes that symbols stand for, in UTF-8; an unknown symbol is ``unknownSpelling``.
  public func bytes(of symbols: some Sequence<Int32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for symbol in symbols {
      let spelling = self.symbols[Int(symbol)]
      if unit == .byte, Int(symbol) != unknown, let code = unit.code(of: spelling) {
        bytes.append(UInt8(code))
      } else {
        bytes += Int(symbol) == unknown ? Array(Self.unknownSpelling.utf8) : Array(spelling.utf8)
      }
    }
    return bytes
  }

  /// The number of bytes that a symbol stands for; nil for the unknown one, which stands for anything.
  public func byteCount(of symbol: Int32) -> Int? {
    if Int(symbol) == unknown { return nil }
    return unit == .byte ? 1 : symbols[Int(symbol)].utf8.count
  }
}
