/// A symbol of a text, and what the model made of it.
public struct SymbolSurprise: Sendable, Equatable {
  /// The symbol.
  public let symbol: Int32
  /// −log₂ p; nil where it was given and not predicted, as the first of a text is.
  public let bits: Double?
  /// What the model held likeliest in its place, the likeliest first.
  public let alternatives: [(symbol: Int32, probability: Double)]

  /// Whether two are the same to the bit.
  public static func == (first: SymbolSurprise, second: SymbolSurprise) -> Bool {
    first.symbol == second.symbol && first.bits == second.bits
      && first.alternatives.elementsEqual(second.alternatives, by: ==)
  }
}
