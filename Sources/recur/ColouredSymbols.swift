import DurableFiles
import SequenceData
import Training

/// Symbols as text on a terminal, coloured by how surprising they are.
final class ColouredSymbols: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let output: StandardOutput
  /// The bytes of a character that is not complete yet, and their bits so far.
  private var pending: (bytes: [UInt8], bits: Double) = ([], 0)

  init(_ vocabulary: Vocabulary, to output: StandardOutput) {
    self.vocabulary = vocabulary
    self.output = output
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    // The bytes of a character belong together, or a terminal could not show it: it has their bits together.
    for byte in vocabulary.bytes(of: [surprise.symbol]) {
      let isContinued = byte & 0xC0 == 0x80
      if !isContinued || pending.bytes.count == 4 { try showPending() }
      pending.bytes.append(byte)
    }
    pending.bits += surprise.bits ?? 0
    if ForeignText.length(ofScalarBeginning: pending.bytes[0]) <= pending.bytes.count { try showPending() }
  }

  func end(_ scores: [(part: TextPart, score: TextScore)]) throws {
    try showPending()
    try output.write("\n\n\(SurpriseScale.legend)\n")
    let words = scores.compactMap { $0.score.words($0.part) }
    if !words.isEmpty { try output.write(words.joined(separator: "; ") + "\n") }
    try output.flush()
  }

  private func showPending() throws {
    defer { pending = ([], 0) }
    guard !pending.bytes.isEmpty else { return }
    let level = SurpriseScale.level(pending.bits)
    guard let text = String(validating: pending.bytes, as: UTF8.self) else {
      let words = pending.bytes.map { TextUnit.byte.spelling(of: UInt32($0)) }.joined()
      return try output.write(SurpriseScale.colour(words, level: level))
    }
    let scalar = text.unicodeScalars.first!
    let shown =
      switch scalar {
      case "\n": SurpriseScale.colour("↵", level: level) + "\n"
      case "\t": SurpriseScale.colour("\t", level: level)
      default: SurpriseScale.colour(ForeignText.visible(text), level: level)
      }
    try output.write(shown)
  }
}
