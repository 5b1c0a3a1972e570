public import SequenceData

/// A text in the symbols of a vocabulary, and what of it the vocabulary does not have.
public struct EncodedText: Sendable, Equatable {
  /// Something that the vocabulary does not have.
  public struct UnknownSymbol: Sendable, Equatable {
    /// The character, or the byte as `<XX>`.
    public let spelling: String
    /// How often it comes.
    public fileprivate(set) var count: Int
  }

  /// The symbols. One that the vocabulary lacks is its unknown symbol, where there is one, and left out where there is none.
  public private(set) var symbols: [Int32] = []
  /// What the vocabulary does not have, in order of appearance.
  public private(set) var unknownSymbols: [UnknownSymbol] = []

  /// A text of nothing.
  public init() {}

  /// Encodes bytes, which have to be UTF-8 where the vocabulary is one of characters.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - vocabulary: what the symbols stand for.
  ///   - name: what to call the text in an error: `--prime`, or the path of a file.
  /// - Throws: ``TrainingError`` with the place of the first byte that is not UTF-8.
  public init(_ bytes: some Sequence<UInt8>, in vocabulary: Vocabulary, name: String) throws(TrainingError) {
    var places: [UInt32: Int] = [:]
    func add(_ code: UInt32) {
      if let symbol = vocabulary.symbol(of: code) { return symbols.append(symbol) }
      if let unknown = vocabulary.unknown { symbols.append(Int32(unknown)) }
      if let place = places[code] { return unknownSymbols[place].count += 1 }
      places[code] = unknownSymbols.count
      unknownSymbols.append(UnknownSymbol(spelling: vocabulary.unit.spelling(of: code), count: 1))
    }
    switch vocabulary.unit {
    case .byte: for byte in bytes { add(UInt32(byte)) }
    case .character: try Self.decode(bytes, name: name, add)
    }
  }

  private static func decode(
    _ bytes: some Sequence<UInt8>, name: String, _ add: (UInt32) -> Void
  ) throws(TrainingError) {
    var (parser, rest, offset) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator(), 0)
    while true {
      switch parser.parseScalar(from: &rest) {
      case .emptyInput: return
      case .valid(let scalar):
        add(UTF8.decode(scalar).value)
        offset += scalar.count
      case .error:
        throw TrainingError(
          .data, "\(name) should be UTF-8, the byte at offset \(offset) is not; this model reads characters, not bytes")
      }
    }
  }
}
