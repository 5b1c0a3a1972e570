import SequenceData
import Training

/// What `sample --json` says.
struct SampleReport: Encodable {
  let checkpoint: String
  let step: Int
  let isBest: Bool
  let prime: EncodedText
  let written: [Int32]
  let scores: (prime: TextScore, written: TextScore)
  let options: SamplingOptions
  let vocabulary: Vocabulary
  /// Whether the symbols have been printed one by one, and are not to be repeated.
  let isStream: Bool
  let isInterrupted: Bool
  let symbols: [SymbolObject]?

  private enum CodingKeys: String, CodingKey {
    case checkpoint, step, best, prime, text, characters, unit, seed, temperature, argmax, interrupted, symbols
    case bitsPerCharacter = "bits_per_character"
    case primeBitsPerCharacter = "prime_bits_per_character"
    case topK = "top_k"
    case unknownSymbols = "unknown_symbols"
  }

  /// Stores every field; one without a value is null, not absent.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(checkpoint, forKey: .checkpoint)
    try values.encode(step, forKey: .step)
    try values.encode(isBest, forKey: .best)
    if !isStream {
      try values.encode(text(prime.symbols), forKey: .prime)
      try values.encode(text(written), forKey: .text)
    }
    try values.encode(scores.written.characters, forKey: .characters)
    try values.encode(scores.written.bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(scores.prime.bitsPerCharacter, forKey: .primeBitsPerCharacter)
    try values.encode(vocabulary.unit.rawValue, forKey: .unit)
    try values.encode(prime.unknownSymbols.map(UnknownSymbolObject.init), forKey: .unknownSymbols)
    try values.encode(options.seed, forKey: .seed)
    try values.encode(options.takesLikeliest ? nil : options.temperature, forKey: .temperature)
    try values.encode(options.topCount, forKey: .topK)
    try values.encode(options.takesLikeliest, forKey: .argmax)
    try values.encode(isInterrupted, forKey: .interrupted)
    try values.encodeIfPresent(symbols, forKey: .symbols)
  }

  /// Bytes that are no UTF-8 are replacement characters here; `symbols` has each as it is.
  private func text(_ symbols: [Int32]) -> String { String(decoding: vocabulary.bytes(of: symbols), as: UTF8.self) }
}
