extension SequenceSet {
  /// The targets of all rows.
  public enum Targets: Sendable, Equatable {
    /// Real numbers, `outputs` for each row, row after row.
    case real([Double], outputs: Int)

    /// One class of 0 ..< `cardinality` for each row.
    case classes([Int32], cardinality: Int)

    /// What one row is.
    public var shape: TargetShape {
      switch self {
      case .real(_, let outputs): .real(outputs: outputs)
      case .classes(_, let cardinality): .classes(cardinality: cardinality)
      }
    }

    /// The number of rows.
    public var rows: Int {
      switch self {
      case .real(let values, let outputs): values.count / max(outputs, 1)
      case .classes(let classes, _): classes.count
      }
    }

    /// Whether the last row is complete.
    internal var isWhole: Bool {
      switch self {
      case .real(let values, let outputs): outputs > 0 && values.count % outputs == 0
      case .classes: true
      }
    }

    internal mutating func reserveCapacity(rows: Int) {
      switch self {
      case .real(var values, let outputs):
        self = .real([], outputs: outputs)
        values.reserveCapacity(rows * outputs)
        self = .real(values, outputs: outputs)
      case .classes(var classes, let cardinality):
        self = .classes([], cardinality: cardinality)
        classes.reserveCapacity(rows)
        self = .classes(classes, cardinality: cardinality)
      }
    }

    /// Appends some rows of targets of the same shape; `rows` of `other`.
    internal mutating func append(_ rows: Range<Int>, of other: Targets) {
      precondition(shape == other.shape, "Targets of \(other.shape) cannot follow targets of \(shape).")
      switch other {
      case .real(let more, let outputs):
        guard case .real(var values, _) = self else { return }
        self = .real([], outputs: outputs)
        values.append(contentsOf: more[rows.lowerBound * outputs..<rows.upperBound * outputs])
        self = .real(values, outputs: outputs)
      case .classes(let more, let cardinality):
        guard case .classes(var classes, _) = self else { return }
        self = .classes([], cardinality: cardinality)
        classes.append(contentsOf: more[rows])
        self = .classes(classes, cardinality: cardinality)
      }
    }
  }
}
