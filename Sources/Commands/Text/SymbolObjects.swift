import SequenceData
import Training

/// Symbols as JSON objects: one a line, or collected for a report.
final class SymbolObjects: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let lines: StandardOutput?
  private let keeps: Bool
  private let withAlternatives: Bool
  /// Those collected.
  private(set) var objects: [SymbolObject] = []

  /// Objects that go to `lines`, and are kept where somebody `keeps` them for a report.
  init(_ vocabulary: Vocabulary, to lines: StandardOutput?, keeps: Bool, withAlternatives: Bool) {
    self.keeps = keeps
    self.vocabulary = vocabulary
    self.lines = lines
    self.withAlternatives = withAlternatives
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    guard lines != nil || keeps else { return }
    let object = SymbolObject(surprise, part, vocabulary, withAlternatives: withAlternatives)
    try lines?.write(JSONText.line(object) + "\n")
    if keeps { objects.append(object) }
  }

  func end(_ scores: [(part: TextPart, score: TextScore)]) throws { try lines?.flush() }
}

/// A symbol as a JSON object.
struct SymbolObject: Encodable {
  struct Alternative: Encodable {
    let symbol: String
    let probability: Double
  }

  private let symbol: String
  private let part: TextPart
  private let bits: Double?
  private let alternatives: [Alternative]?

  /// A symbol spelled as in the vocabulary.
  init(_ surprise: SymbolSurprise, _ part: TextPart, _ vocabulary: Vocabulary, withAlternatives: Bool) {
    symbol = vocabulary.symbols[Int(surprise.symbol)]
    self.part = part
    bits = surprise.bits
    alternatives =
      withAlternatives
      ? surprise.alternatives.map {
        Alternative(symbol: vocabulary.symbols[Int($0.symbol)], probability: $0.probability)
      } : nil
  }

  private enum CodingKeys: String, CodingKey { case symbol, part, bits, alternatives }

  /// Stores the bits of a given symbol as null.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(symbol, forKey: .symbol)
    try values.encode(part, forKey: .part)
    try values.encode(bits, forKey: .bits)
    try values.encodeIfPresent(alternatives, forKey: .alternatives)
  }
}

/// What a model does not know, and how often a text has it.
struct UnknownSymbolObject: Encodable {
  let symbol: String
  let count: Int

  init(_ unknown: EncodedText.UnknownSymbol) { (symbol, count) = (unknown.spelling, unknown.count) }
}
