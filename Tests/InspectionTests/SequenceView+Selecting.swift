import RecurrentNetworks

extension SequenceView {
  /// Consecutive sequences.
  func sequences(_ numbers: Range<Int>) -> SequenceView {
    let rows = offsets[numbers.lowerBound]..<offsets[numbers.upperBound]
    let inputs: Inputs =
      switch inputs {
      case .features(let values, let count):
        .features(Array(values[rows.lowerBound * count..<rows.upperBound * count]), count: count)
      case .symbols(let symbols, let cardinality): .symbols(Array(symbols[rows]), cardinality: cardinality)
      }
    let targets: Targets =
      switch targets {
      case .values(let values, let count):
        .values(Array(values[rows.lowerBound * count..<rows.upperBound * count]), count: count)
      case .classes(let classes, let cardinality): .classes(Array(classes[rows]), cardinality: cardinality)
      }
    return SequenceView(
      offsets: offsets[numbers.lowerBound...numbers.upperBound].map { $0 - rows.lowerBound }, inputs: inputs,
      targets: targets, weights: weights.map { Array($0[rows]) })
  }

  /// All sequences, `count` times.
  func repeated(_ count: Int) -> SequenceView {
    let rows = offsets.last!
    let inputs: Inputs =
      switch inputs {
      case .features(let values, let features):
        .features(Array(repeatElement(values, count: count).joined()), count: features)
      case .symbols(let symbols, let cardinality):
        .symbols(Array(repeatElement(symbols, count: count).joined()), cardinality: cardinality)
      }
    let targets: Targets =
      switch targets {
      case .values(let values, let outputs):
        .values(Array(repeatElement(values, count: count).joined()), count: outputs)
      case .classes(let classes, let cardinality):
        .classes(Array(repeatElement(classes, count: count).joined()), cardinality: cardinality)
      }
    return SequenceView(
      offsets: [0] + (0..<count).flatMap { n in offsets.dropFirst().map { n * rows + $0 } }, inputs: inputs,
      targets: targets, weights: weights.map { Array(repeatElement($0, count: count).joined()) })
  }
}
