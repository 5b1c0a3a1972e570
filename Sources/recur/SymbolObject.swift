import SequenceData
import Training

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
