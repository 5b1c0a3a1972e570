extension SequenceSet {
  /// The inputs of all rows.
  public enum Inputs: Sendable, Equatable {
    /// Real numbers, `features` for each row, row after row. Numbers that are a `Float` in the file or in the task are
    /// exactly these here.
    case real([Double], features: Int)

    /// One symbol of 0 ..< `cardinality` for each row.
    case symbols([Int32], cardinality: Int)

    /// What one row is.
    public var shape: InputShape {
      switch self {
      case .real(_, let features): .real(features: features)
      case .symbols(_, let cardinality): .symbols(cardinality: cardinality)
      }
    }

    /// The number of rows.
    public var rows: Int {
      switch self {
      case .real(let values, let features): values.count / max(features, 1)
      case .symbols(let symbols, _): symbols.count
      }
    }

    /// Whether the last row is complete.
    internal var isWhole: Bool {
      switch self {
      case .real(let values, let features): features > 0 && values.count % features == 0
      case .symbols: true
      }
    }

    internal mutating func reserveCapacity(rows: Int) {
      switch self {
      case .real(var values, let features):
        self = .real([], features: features)
        values.reserveCapacity(rows * features)
        self = .real(values, features: features)
      case .symbols(var symbols, let cardinality):
        self = .symbols([], cardinality: cardinality)
        symbols.reserveCapacity(rows)
        self = .symbols(symbols, cardinality: cardinality)
      }
    }

    /// Appends some rows of inputs of the same shape; `rows` of `other`.
    internal mutating func append(_ rows: Range<Int>, of other: Inputs) {
      precondition(shape == other.shape, "Inputs of \(other.shape) cannot follow inputs of \(shape).")
      switch other {
      case .real(let more, let features):
        guard case .real(var values, _) = self else { return }
        self = .real([], features: features)
        values.append(contentsOf: more[rows.lowerBound * features..<rows.upperBound * features])
        self = .real(values, features: features)
      case .symbols(let more, let cardinality):
        guard case .symbols(var symbols, _) = self else { return }
        self = .symbols([], cardinality: cardinality)
        symbols.append(contentsOf: more[rows])
        self = .symbols(symbols, cardinality: cardinality)
      }
    }
  }
}
