internal import DurableFiles

/// The entries of a vocabulary by what they stand for, and what is wrong with them.
struct VocabularyIndex: Sendable, Equatable {
  let unit: TextUnit
  let unknown: Int?
  /// The Unicode scalar or byte of each entry; 0 for the unknown symbol.
  private(set) var codes: [UInt32] = []
  /// The entry of each Unicode scalar or byte.
  private(set) var indices: [UInt32: Int32] = [:]

  init(unit: TextUnit, unknown: Int?) {
    self.unit = unit
    self.unknown = unknown
  }

  /// Takes the next entry, and says what is wrong with it.
  mutating func add(_ symbol: String) -> VocabularyError? {
    let index = codes.count
    guard index != unknown else {
      codes.append(0)
      return nil
    }
    let code = unit.code(of: symbol)
    codes.append(code ?? 0)
    guard let code else {
      let spelling = unit == .byte ? " (printable ASCII as itself, others as <XX> in hexadecimal)" : ""
      return VocabularyError(
        "symbol \(index) of the vocabulary should be one \(unit.rawValue)\(spelling), found \(symbol.quoted)")
    }
    if let first = indices[code] {
      return VocabularyError("symbol \(index) of the vocabulary, \(symbol.quoted), is symbol \(first) already")
    }
    indices[code] = Int32(index)
    return nil
  }
}
