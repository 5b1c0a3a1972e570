internal import HDF5

/// The vocabulary of a model of text as `/model/vocabulary` describes it, whoever wrote it.
public struct VocabularySummary: Sendable, Encodable {
  /// The number of symbols.
  public let count: Int
  /// What a symbol is: `character` or `byte`.
  public let unit: String?
  /// The number of the unknown symbol, −1 for none.
  public let unknown: Int?
  /// The symbols; nil where they cannot be read, or are too many to be shown.
  public let symbols: [String]?

  /// The symbols that are read at most.
  static let mostSymbols = 100_000

  /// Reads the vocabulary of a file, or nothing where there is none.
  public init?(in contents: FileContents) {
    let path = "/model/vocabulary"
    guard let object = contents[path], let array = object.array, case .string(_) = array.type, array.shape.count == 1
    else {
      return nil
    }
    count = array.count
    unit = object[attribute: "unit"]?.text
    unknown = object[attribute: "unknown"]?.number.flatMap { Int(exactly: $0) }
    symbols = array.isInFile && count <= Self.mostSymbols ? try? contents.dataset(at: path).readStrings() : nil
  }

  /// The vocabulary on one line: `text of 27 characters: " abc…", the unknown symbol is 26`.
  public var sentence: String {
    var words = "text of \(count) \(unit ?? "symbol")s"
    if let symbols {
      let shown = symbols.prefix(60).joined().debugDescription
      words += ": " + (symbols.count > 60 ? shown.dropLast() + "…\"" : shown[...])
    }
    if let unknown { words += unknown < 0 ? ", no unknown symbol" : ", the unknown symbol is \(unknown)" }
    return words
  }
}
