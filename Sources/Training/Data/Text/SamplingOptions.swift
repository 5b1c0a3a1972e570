/// How the next symbol is chosen among those that a model holds possible.
public struct SamplingOptions: Sendable, Equatable {
  /// T: symbols are drawn with probabilities proportional to p^(1/T). Below 1 the likely ones become likelier; 1 leaves the
  /// model as it is.
  public var temperature = 1.0
  /// How many of the likeliest symbols may be drawn; nil, or more than there are, for all.
  public var topCount: Int?
  /// Whether the likeliest symbol is taken and nothing drawn.
  public var takesLikeliest = false
  /// Whether the unknown symbol may be chosen. It stands for characters that nobody can write, so by default it may not.
  public var allowsUnknown = false
  /// Where the random numbers come from.
  public var seed: UInt64 = 1

  /// Options; see the properties.
  public init() {}
}
