import SequenceData
import Training

/// Symbols as the text that they are: their bytes and nothing else.
final class PlainSymbols: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let output: StandardOutput
  private let isTerminal: Bool
  private var last: UInt8?

  init(_ vocabulary: Vocabulary, to output: StandardOutput, isTerminal: Bool = StandardOutput.isTerminal) {
    self.vocabulary = vocabulary
    self.output = output
    self.isTerminal = isTerminal
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    let bytes = vocabulary.bytes(of: [surprise.symbol])
    try output.write(isTerminal ? bytes.map(harmless) : bytes)
    last = bytes.last ?? last
  }

  /// A terminal goes on in a new line; a file gets the text alone.
  func end(_ scores: [(part: TextPart, score: TextScore)]) throws {
    if isTerminal, last != nil, last != 0x0A { try output.write("\n") }
    try output.flush()
  }

  /// A model writes whatever it has read; control characters, which a terminal would obey, are shown as `?`.
  private func harmless(_ byte: UInt8) -> UInt8 {
    defer { last = byte }
    switch byte {
    case 0x09, 0x0A: return byte
    case 0..<0x20, 0x7F: return 0x3F
    case 0x80..<0xA0 where last == 0xC2: return 0x3F
    default: return byte
    }
  }
}
