import Foundation
import SequenceData
import Training

/// Symbols in a plain table: a line each, with what the model held likeliest.
final class TabulatedSymbols: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let output: StandardOutput
  private var count = 0

  init(_ vocabulary: Vocabulary, to output: StandardOutput) {
    self.vocabulary = vocabulary
    self.output = output
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    if count == 0 { try line("number", "symbol", "part", "bits", "expected") }
    count += 1
    let expected = surprise.alternatives.map { "\(spelling($0.symbol)) \(Numbers.percent($0.probability))" }
    try line(
      "\(count)", spelling(surprise.symbol), part.rawValue, surprise.bits.map { String(format: "%.2f", $0) } ?? "given",
      expected.joined(separator: ", "))
  }

  func end(_ scores: [(part: TextPart, score: TextScore)]) throws {
    for (part, score) in scores {
      if let words = score.words(part) { try output.write(words + "\n") }
    }
    try output.flush()
  }

  private func spelling(_ symbol: Int32) -> String {
    Int(symbol) == vocabulary.unknown ? "unknown" : SymbolSpelling.shown(vocabulary.symbols[Int(symbol)])
  }

  private func line(_ number: String, _ symbol: String, _ part: String, _ bits: String, _ expected: String) throws {
    func space(_ width: Int, _ word: String) -> String { String(repeating: " ", count: max(0, width - word.count)) }
    let line =
      "\(space(8, number))\(number)  \(symbol)\(space(8, symbol))  \(part)\(space(6, part))  \(space(6, bits))\(bits)"
    try output.write(line + (expected.isEmpty ? "" : "  \(expected)") + "\n")
  }
}
