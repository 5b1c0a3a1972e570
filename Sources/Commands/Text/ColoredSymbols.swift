import DurableFiles
import SequenceData
import Training

/// Symbols as text on a terminal, colored by how surprising they are.
final class ColoredSymbols: SymbolPrinter {
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
      return try output.write(SurpriseScale.color(words, level: level))
    }
    let scalar = text.unicodeScalars.first!
    let shown =
      switch scalar {
      case "\n": SurpriseScale.color("↵", level: level) + "\n"
      case "\t": SurpriseScale.color("\t", level: level)
      default: SurpriseScale.color(ForeignText.visible(text), level: level)
      }
    try output.write(shown)
  }
}

/// Five colors for how surprised a model is.
package enum SurpriseScale {
  /// The bits from which each color but the first is used.
  static let limits = [1.0, 2, 4, 8]
  /// Backgrounds, so that spaces show, of the palette of 256 colors: from what was expected, which has none, to red.
  private static let backgrounds: [Int?] = [nil, 194, 229, 215, 203]

  /// The color of a symbol, 0 to 4.
  package static func level(_ bits: Double) -> Int { limits.firstIndex { bits < $0 } ?? limits.count }

  /// A text in the color of a level, black on it: legible on bright terminals and dark ones.
  package static func color(_ text: String, level: Int) -> String {
    guard let background = backgrounds[level] else { return text }
    return "\u{1B}[30;48;5;\(background)m\(text)\u{1B}[0m"
  }

  /// What the colors stand for.
  package static var legend: String {
    let words = ["below 1", "1 to 2", "2 to 4", "4 to 8", "8 and more"]
    return "bits: " + words.indices.map { color(" \(words[$0]) ", level: $0) }.joined(separator: " ")
  }
}
