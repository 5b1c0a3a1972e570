/// What a text was found to consist of, and what became of it.
public struct TextMakingReport: Sendable {
  /// A file of plain text.
  public struct Source: Sendable {
    /// Where it is.
    public let path: String
    /// Its length.
    public let bytes: Int
    /// Its symbols.
    public let symbols: Int
    /// The SHA-256 of its bytes in hexadecimal.
    public let sha256: String
    /// Whether it begins with the byte-order mark of UTF-8, which is a symbol like any other.
    public let hasMark: Bool
  }

  /// A part of the text that is a split of the result.
  public struct Part: Sendable {
    /// The split.
    public let split: Split
    /// The files that it is in.
    let sources: Range<Int>
    /// Its symbols in pieces, as numbered through all these files, in order.
    let pieces: [Range<Int>]
    /// The number of symbols.
    public var count: Int { pieces.reduce(0) { $0 + $1.count } }

    /// The index of the first piece that ends beyond a symbol.
    func firstPiece(endingAfter symbol: Int) -> Int {
      var (low, high) = (0, pieces.count)
      while low < high {
        let middle = (low + high) / 2
        if pieces[middle].upperBound > symbol { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// A symbol that the training files do not have, or too rarely.
  public struct UnknownSymbol: Sendable {
    /// The symbol, as a vocabulary spells it.
    public let spelling: String
    /// The file in which it comes first.
    public let path: String
    /// Where in that file, in bytes.
    public let offset: Int
    /// How often it occurs in files beyond those for training.
    public internal(set) var count = 1
  }

  /// The files, in order.
  public let sources: [Source]
  /// The splits, in order.
  public let parts: [Part]
  /// The vocabulary.
  public let vocabulary: Vocabulary
  /// The number of symbols that are too rare for the vocabulary.
  public let rareKinds: Int
  /// How often they occur, all together.
  public let rareCount: Int
  /// What validation and test files have beyond the training files, in order of appearance.
  public let unknownSymbols: [UnknownSymbol]
  /// How often the symbol NUL occurs.
  public let zeroCount: Int
}
