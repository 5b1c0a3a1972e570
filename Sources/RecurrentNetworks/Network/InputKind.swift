/// What a network reads at each step.
public enum InputKind: Codable, Sendable, Equatable {
  /// So many real features.
  case features(Int)
  /// One of so many symbols, which selects a column of the input weights.
  case symbols(Int)

  /// The number of features or symbols.
  public var size: Int {
    switch self {
    case .features(let count), .symbols(let count): count
    }
  }
}
