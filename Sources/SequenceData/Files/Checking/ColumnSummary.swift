/// The numbers of one column of real inputs or targets, or the whole ones of symbols and classes.
public enum ColumnSummary: Sendable, Equatable {
  /// Least, greatest and mean value of each column; of finite ones.
  case real([Range])
  /// How often each of the numbers below the cardinality occurs; nothing where there are too many to count.
  case symbols(cardinality: Int, counts: [Int]?)

  /// What the values of a column lie between.
  public struct Range: Sendable, Equatable, Encodable {
    /// The least value; infinity where there is none.
    public internal(set) var least = Double.infinity
    /// The greatest value; −infinity where there is none.
    public internal(set) var greatest = -Double.infinity
    /// Their mean.
    public internal(set) var mean = 0.0
    /// The sum of their weights.
    internal var weight = 0.0

    internal mutating func add(_ value: Double, weight: Double = 1) {
      guard value.isFinite else { return }
      least = min(least, value)
      greatest = max(greatest, value)
      self.weight += weight
      mean += (value - mean) * weight / self.weight
    }

    private enum CodingKeys: String, CodingKey { case least, greatest, mean }
  }

  /// The largest cardinality for which occurrences are counted.
  internal static let largestCount = 1 << 16

  internal init(inputs shape: InputShape) {
    switch shape {
    case .real(let features): self = .real(Array(repeating: Range(), count: features))
    case .symbols(let cardinality): self = Self.symbols(cardinality)
    }
  }

  internal init(targets shape: TargetShape) {
    switch shape {
    case .real(let outputs): self = .real(Array(repeating: Range(), count: outputs))
    case .classes(let cardinality): self = Self.symbols(cardinality)
    }
  }

  private static func symbols(_ cardinality: Int) -> ColumnSummary {
    .symbols(
      cardinality: cardinality,
      counts: cardinality <= largestCount ? Array(repeating: 0, count: cardinality) : nil)
  }
}
