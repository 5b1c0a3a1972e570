import Training

/// Shows symbols one after another, as they are read or written.
protocol SymbolPrinter: AnyObject {
  /// Shows a symbol.
  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws
  /// Shows what comes after the last one: the scores of the parts.
  func end(_ scores: [(part: TextPart, score: TextScore)]) throws
}
