internal import Foundation
public import SequenceData

/// How well a model predicts a text: the first symbol is given, each of the others is predicted once, from all before it.
///
///     bits = Σ_t −log₂ p(x_t | x_1 … x_{t−1}),   t = 2 … L
///
/// A character is a symbol of the model: a Unicode scalar, or a byte where the vocabulary is one of bytes. Its bytes are
/// those of UTF-8. Scores of parts of a text add up.
public struct TextScore: Sendable, Equatable {
  /// The characters that were predicted: one less than the text has.
  public private(set) var characters = 0
  /// The bytes that they stand for, those of unknown ones not counted.
  public private(set) var bytes = 0
  /// How many of them the vocabulary does not have. The model was asked no more than whether *some* such character comes,
  /// so that their bits are too few.
  public private(set) var unknown = 0
  /// The surprise of the model, in bits.
  public private(set) var bits = 0.0

  /// The score of nothing.
  public init() {}

  /// Adds symbols that were predicted.
  ///
  /// - Parameters:
  ///   - symbols: the symbols, as targets: without the first of a text.
  ///   - nats: the sum of their losses −ln p.
  ///   - vocabulary: what they stand for.
  public mutating func add(_ symbols: some Sequence<Int32>, nats: Double, in vocabulary: Vocabulary) {
    add(symbols, bits: nats / M_LN2, in: vocabulary)
  }

  mutating func add(_ symbols: some Sequence<Int32>, bits more: Double, in vocabulary: Vocabulary) {
    for symbol in symbols {
      characters += 1
      if let count = vocabulary.byteCount(of: symbol) { bytes += count } else { unknown += 1 }
    }
    bits += more
  }

  /// bits / characters; nil where nothing was predicted, or numbers overflowed.
  public var bitsPerCharacter: Double? { characters > 0 && bits.isFinite ? bits / Double(characters) : nil }

  /// bits / bytes; nil where nothing was predicted, and where a character was unknown: nobody has predicted its bytes then,
  /// and a number that says so would compare with nothing.
  public var bitsPerByte: Double? { bytes > 0 && unknown == 0 && bits.isFinite ? bits / Double(bytes) : nil }
}
