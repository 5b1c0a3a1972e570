/// What a network is shown at every step.
public enum InputShape: Sendable, Hashable {
  /// `features` real numbers.
  case real(features: Int)

  /// One of the symbols 0 ..< `cardinality`.
  case symbols(cardinality: Int)

  /// The length of the vector a network sees: the features, or one unit for each symbol.
  public var width: Int {
    switch self {
    case .real(let features): features
    case .symbols(let cardinality): cardinality
    }
  }
}

extension InputShape {
  /// The bytes that a row takes in a ``SequenceSet``.
  public var rowBytes: Int {
    switch self {
    case .real(let features): features * MemoryLayout<Double>.size
    case .symbols: MemoryLayout<Int32>.size
    }
  }
}

extension InputShape: CustomStringConvertible {
  /// For example "2 real" or "6 symbols".
  public var description: String {
    switch self {
    case .real(let features): "\(features) real"
    case .symbols(let cardinality): "\(cardinality) symbols"
    }
  }
}
