import DurableFiles
import SequenceData
import Training

/// Symbols as the text that they are.
///
/// Into a file or a pipe their bytes are written. A terminal would obey what a model has read somewhere and writes again; there,
/// unless it is asked for `raw` bytes, only ends of lines and tabs are written as they are, and what ``ForeignText`` hides is
/// spelled out. The text ends with an end of line, unless raw.
final class PlainSymbols: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let output: StandardOutput
  private let isRaw: Bool
  private let isSpelled: Bool
  /// The bytes of a character that is not complete yet.
  private var pending: [UInt8] = []
  private var last: UInt8?

  init(_ vocabulary: Vocabulary, to output: StandardOutput, isRaw: Bool) {
    self.vocabulary = vocabulary
    self.output = output
    self.isRaw = isRaw
    isSpelled = Terminal.output.isTerminal && !isRaw
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    let bytes = vocabulary.bytes(of: [surprise.symbol])
    last = bytes.last ?? last
    guard isSpelled else { return try output.write(bytes) }
    for byte in bytes {
      if byte & 0xC0 != 0x80 { try writePending() }
      pending.append(byte)
      if ForeignText.length(ofScalarBeginning: pending[0]) <= pending.count { try writePending() }
    }
  }

  func end(_ scores: [(part: TextPart, score: TextScore)]) throws {
    try writePending()
    if !isRaw, last != nil, last != 0x0A { try output.write("\n") }
    try output.flush()
  }

  private func writePending() throws {
    guard !pending.isEmpty else { return }
    try output.write(ForeignText.visible(bytes: pending, keeping: ["\n", "\t"]))
    pending = []
  }
}
