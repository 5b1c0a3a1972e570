extension SequenceSet {
  /// The input of a step in the mean: of each feature, or the share of steps that have each symbol. Features that are not
  /// finite do not count.
  public var meanInput: [Double] {
    switch inputs {
    case .symbols(let symbols, let cardinality):
      var counts = [Double](repeating: 0, count: cardinality)
      for symbol in symbols { counts[Int(symbol)] += 1 }
      return counts.map { $0 / Double(max(symbols.count, 1)) }
    case .real(let values, let features):
      return (0..<features).map { feature in
        let column = stride(from: feature, to: values.count, by: features).map { values[$0] }.filter(\.isFinite)
        return column.reduce(0, +) / Double(max(column.count, 1))
      }
    }
  }
}
