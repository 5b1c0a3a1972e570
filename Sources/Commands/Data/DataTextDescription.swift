internal import Losses

import Foundation
import LinearAlgebra
import SequenceData

/// What `describe` says of a file of text.
struct DataTextDescription {
  let file: TextFile
  let splits: [TextSplitSummary]
  let baselines: NGramBaselines?

  /// Symbols that are shown.
  private static let shown = 16

  /// In words, for people.
  func print() {
    let about = file.about
    Console.print(Console.bold(file.path) + (about.text.map { ": \(Console.plain($0))" } ?? ""))
    let unknown = file.vocabulary.unknown.map { ", \($0) the unknown one" } ?? ", none unknown"
    Console.print("text, unit \(file.vocabulary.unit.rawValue), \(file.vocabulary.count, "symbol")\(unknown)")
    if let normalization = about.normalization {
      let minimum = about.minimumCount.map { $0 > 1 ? ", symbols that occur \($0) times or more" : "" } ?? ""
      Console.print("normalization \(Console.plain(normalization))\(minimum)")
    }
    if let division = about.division { Console.print("divided into \(Console.plain(division))") }
    for line in (about.sources ?? "").split(separator: "\n").prefix(5) {
      Console.print("from \(Console.plain(String(line)))")
    }
    if let creator = about.creator {
      Console.print("written by \(Console.plain(creator))\(about.created.map { " at \(Console.plain($0))" } ?? "")")
    }
    for split in splits { show(split) }
    if let baselines { show(baselines) }
  }

  private func show(_ split: TextSplitSummary) {
    Console.print("")
    let bytes = split.bytes.map { ", \($0) bytes" } ?? ""
    Console.print("\(Console.bold("/\(split.split.rawValue)"))  \(split.length, "symbol")\(bytes)")
    Console.print("  entropy   \(String(format: "%.4f", split.entropy)) bits a symbol, if each were drawn by itself")
    let order = split.counts.indices.sorted { (-split.counts[$0], $0) < (-split.counts[$1], $1) }
    let used = order.filter { split.counts[$0] > 0 }
    let shares = used.prefix(Self.shown).map { symbol in
      "\(name(symbol)) \(Numbers.percent(Double(split.counts[symbol]) / Double(split.length)))"
    }
    let lines = stride(from: 0, to: shares.count, by: 8).map {
      shares[$0..<min($0 + 8, shares.count)].joined(separator: "  ")
    }
    for (index, line) in lines.enumerated() { Console.print("  \(index == 0 ? "most often" : "          ")  \(line)") }
    let unused = split.counts.count - used.count
    if unused > 0 { Console.print("  never     \(unused) of the \(split.counts.count, "symbol")") }
  }

  private func name(_ symbol: Int) -> String {
    symbol == file.vocabulary.unknown ? "(unknown)" : SymbolSpelling.shown(file.vocabulary.symbols[symbol])
  }

  private func show(_ baselines: NGramBaselines) {
    Console.print("")
    Console.print(
      "n-grams of /train (Witten-Bell, interpolated) on /\(baselines.split.rawValue): \(baselines.predictedCount, "symbol") predicted, the first given"
    )
    var table = TextTable(["order", "bits per character", "bits per byte"], wordColumns: 0)
    for score in baselines.scores {
      table.add([
        "\(score.order)", String(format: "%.4f", score.bitsPerCharacter),
        score.bitsPerByte.map { String(format: "%.4f", $0) } ?? "-",
      ])
    }
    for line in table.lines() { Console.print(line) }
    if baselines.predictedBytes == nil {
      Console.print("  bits per byte are not defined: unknown symbols stand for any number of bytes")
    }
  }
}

extension DataTextDescription: Encodable {
  private enum Key: String, CodingKey {
    case file, task, description, loss, unit, unknown, vocabulary, normalization, division, sources, creator, created,
      splits
    case minimumCount = "minimum_count"
    case vocabularyOrder = "vocabulary_order"
    case ngrams
  }

  private struct SplitObject: Encodable {
    let split: String
    let symbols: Int
    let bytes: Int?
    let entropy: Double
    let counts: [Int]
  }

  private struct NGrams: Encodable {
    let method = "Witten-Bell, interpolated"
    let train = "train"
    let split: String
    let predicted: Int
    let bytes: Int?
    let orders: [NGramBaselines.Score]
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    let about = file.about
    try values.encode(file.path, forKey: .file)
    try values.encode("text", forKey: .task)
    try values.encode(Loss.softmax, forKey: .loss)
    try values.encode(file.vocabulary.unit, forKey: .unit)
    try values.encode(file.vocabulary.unknown ?? -1, forKey: .unknown)
    try values.encode(file.vocabulary.symbols, forKey: .vocabulary)
    try values.encodeIfPresent(about.text, forKey: .description)
    try values.encodeIfPresent(about.normalization, forKey: .normalization)
    try values.encodeIfPresent(about.minimumCount, forKey: .minimumCount)
    try values.encodeIfPresent(about.vocabularyOrder, forKey: .vocabularyOrder)
    try values.encodeIfPresent(about.division, forKey: .division)
    try values.encodeIfPresent(about.sources, forKey: .sources)
    try values.encodeIfPresent(about.creator, forKey: .creator)
    try values.encodeIfPresent(about.created, forKey: .created)
    let splits = splits.map {
      SplitObject(split: $0.split.rawValue, symbols: $0.length, bytes: $0.bytes, entropy: $0.entropy, counts: $0.counts)
    }
    try values.encode(splits, forKey: .splits)
    if let baselines {
      let ngrams = NGrams(
        split: baselines.split.rawValue, predicted: baselines.predictedCount, bytes: baselines.predictedBytes,
        orders: baselines.scores)
      try values.encode(ngrams, forKey: .ngrams)
    }
  }
}
