import LinearAlgebra
import SequenceData
import Training

/// What has been made of plain text.
struct DataTextReport: NewFileReport {
  struct Source: Encodable {
    let file: String
    let bytes: Int
    let symbols: Int?
    let sha256: String
  }

  struct UnknownSymbol: Encodable {
    let symbol: String
    let count: Int
    let file: String
    let offset: Int
  }

  let output: String
  let unit: TextUnit
  let symbols: [String: Int]
  let vocabulary: Int
  let minimumCount: Int
  let unknown: Int?
  let unknownKinds: Int
  let unknownCount: Int
  let unseen: [UnknownSymbol]
  let zeroCount: Int
  let normalization: String
  let sources: [Source]
  let bytes: Int
  let sha256: String
  private let marked: [String]
  /// Whether the vocabulary is that of an earlier text.
  private let isGiven: Bool

  init(_ made: TextMakingReport, unit: TextUnit, minimumCount: Int, isGiven: Bool, _ output: String) throws {
    self.isGiven = isGiven
    (self.output, self.unit, self.minimumCount, normalization) = (output, unit, minimumCount, "none")
    symbols = Dictionary(uniqueKeysWithValues: made.parts.map { ($0.split.rawValue, $0.count) })
    (vocabulary, unknown) = (made.vocabulary.count, made.vocabulary.unknown)
    (unknownKinds, unknownCount, zeroCount) = (made.rareKinds, made.rareCount, made.zeroCount)
    unseen = made.unknownSymbols.map {
      UnknownSymbol(symbol: $0.spelling, count: $0.count, file: $0.path, offset: $0.offset)
    }
    sources = made.sources.map { Source(file: $0.path, bytes: $0.bytes, symbols: $0.symbols, sha256: $0.sha256) }
    marked = made.sources.filter(\.hasMark).map(\.path)
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  init(_ text: TorchText, sources: [String], _ output: String) throws {
    isGiven = false
    (self.output, unit, minimumCount, normalization) = (output, text.vocabulary.unit, 1, "as torch-rnn left it")
    symbols = Dictionary(uniqueKeysWithValues: text.lengths.map { ($0.split.rawValue, $0.count) })
    (vocabulary, unknown) = (text.vocabulary.count, nil)
    (unknownKinds, unknownCount, zeroCount, unseen, marked) = (0, 0, 0, [], [])
    self.sources = try sources.map { path in
      let file = try OutputRecord(source: path)
      return Source(file: path, bytes: file.bytes, symbols: nil, sha256: file.sha256)
    }
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  private enum CodingKeys: String, CodingKey {
    case output, unit, symbols, vocabulary, unknown, unseen, normalization, sources, bytes, sha256
    case minimumCount = "minimum_count"
    case unknownKinds = "unknown_kinds"
    case unknownCount = "unknown_count"
    case zeroCount = "nul_count"
  }

  /// Says on standard error what one might not expect in a text.
  func note() {
    for path in marked {
      Console.note(
        "\(path) begins with a byte-order mark, which is kept as a symbol (sed '1s/^\\xEF\\xBB\\xBF//' removes it)")
    }
    if zeroCount > 0 {
      let times = zeroCount == 1 ? "once" : "\(zeroCount) times"
      Console.note("the text has the character NUL \(times); it is a symbol like any other, spelled <00>")
    }
    if !unseen.isEmpty {
      let shown = unseen.prefix(5).map {
        "\(SymbolSpelling.shown($0.symbol)) (\($0.count) times, first in \($0.file) at byte offset \($0.offset))"
      }
      let more = unseen.count > shown.count ? ", and \(unseen.count - shown.count) more" : ""
      Console.note(
        "mapped to the unknown symbol, since the \(isGiven ? "vocabulary does not have them" : "training text has too few of them"): \(shown.joined(separator: ", "))\(more)"
      )
    }
  }

  /// In words, for people.
  var lines: [String] {
    var lines: [String] = []
    let splits = Split.allCases.compactMap { split in symbols[split.rawValue].map { "\($0) \(split.rawValue)" } }
    lines.append(
      "\(Console.bold(output)): text, unit \(unit.rawValue), normalization \(normalization == "none" ? "none" : "that of torch-rnn")"
    )
    lines.append("symbols     \(splits.joined(separator: ", "))")
    let last = unknown.map { ", of which \($0) is the unknown one" } ?? ", none of them unknown"
    lines.append("vocabulary  \(vocabulary, "symbol")\(last)")
    if minimumCount > 1 {
      lines.append(
        "unknown     \(unknownKinds) kinds that occur less than \(minimumCount) times, \(unknownCount, "occurrence")")
    }
    for source in sources.prefix(10) {
      lines.append("from        \(source.file), \(ByteCount.describe(source.bytes)), SHA-256 \(source.sha256)")
    }
    if sources.count > 10 { lines.append("            and \(sources.count - 10) more files") }
    lines.append("size        \(ByteCount.describe(bytes))")
    lines.append("SHA-256     \(sha256)")
    return lines
  }
}
