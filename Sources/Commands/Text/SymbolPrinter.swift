import LinearAlgebra
import Training

/// Shows symbols one after another, as they are read or written.
protocol SymbolPrinter: AnyObject {
  /// Shows a symbol.
  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws
  /// Shows what comes after the last one: the scores of the parts.
  func end(_ scores: [(part: TextPart, score: TextScore)]) throws
}

/// The parts of what is shown.
enum TextPart: String, Encodable {
  /// What a model is given to go on from.
  case prime
  /// What it has written.
  case sample
  /// A text to score.
  case text
}

extension TextScore {
  /// The score for people, beside that of the best constant predictor in nats where it is known.
  func lines(constant: Double? = nil) -> [String] {
    let comparison = constant.map { ", a constant predictor \(Numbers.bits($0))" } ?? ""
    var lines = ["\(Console.bold(bitsPerCharacter.map(Numbers.short) ?? "-")) bits per character\(comparison)"]
    if let bits = bitsPerByte { lines.append("\(Numbers.short(bits)) bits per byte of UTF-8") }
    if unknown > 0 {
      lines.append("\(unknown, "character") unknown to the vocabulary: bits per byte would compare with nothing")
    }
    return lines
  }

  /// The score of a part of what is shown, in a line; nil where nothing was predicted.
  func words(_ part: TextPart) -> String? {
    bitsPerCharacter.map { "\(part.rawValue): \(Numbers.short($0)) bits per character, \(characters) predicted" }
  }
}
