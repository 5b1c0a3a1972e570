import Foundation
import LinearAlgebra
import SequenceData
import Training

/// What `evaluate --text` says.
struct TextEvaluationReport: Encodable {
  let checkpoint: String
  let step: Int
  let text: String
  let score: TextScore
  let encoded: EncodedText
  let unit: TextUnit
  let symbols: [SymbolObject]?

  private enum CodingKeys: String, CodingKey {
    case loss, characters, bytes, bits, unit, checkpoint, step, text, unknown, symbols
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case unknownSymbols = "unknown_symbols"
  }

  /// Stores every field; one without a value is null, not absent.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(score.bitsPerCharacter.map { $0 * M_LN2 }, forKey: .loss)
    try values.encode(score.bits.isFinite ? score.bits : nil, forKey: .bits)
    try values.encode(score.characters, forKey: .characters)
    try values.encode(score.bytes, forKey: .bytes)
    try values.encode(score.bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(score.bitsPerByte, forKey: .bitsPerByte)
    try values.encode(score.unknown, forKey: .unknown)
    try values.encode(encoded.strangers.map(StrangerObject.init), forKey: .unknownSymbols)
    try values.encode(unit.rawValue, forKey: .unit)
    try values.encode(checkpoint, forKey: .checkpoint)
    try values.encode(step, forKey: .step)
    try values.encode(text, forKey: .text)
    try values.encodeIfPresent(symbols, forKey: .symbols)
  }

  /// The same for people.
  var lines: [String] {
    ["\(checkpoint) after step \(step), on the \(score.characters, "character") of \(text) after the first"]
      + score.lines()
  }
}
