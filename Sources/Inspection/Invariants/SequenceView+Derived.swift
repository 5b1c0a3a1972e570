internal import LinearAlgebra
internal import RecurrentNetworks

// Other batches of the same data.
extension SequenceView {
  /// Some rows of each of some sequences, in order, with weights.
  func taking(_ sequences: [Range<Int>], weights: [Float]?) -> SequenceView {
    var offsets = [0]
    for rows in sequences { offsets.append(offsets.last! + rows.count) }
    let rows = sequences.flatMap { Array($0) }
    let inputs: Inputs =
      switch inputs {
      case .features(let values, let count):
        .features(rows.flatMap { values[$0 * count..<($0 + 1) * count] }, count: count)
      case .symbols(let symbols, let cardinality): .symbols(rows.map { symbols[$0] }, cardinality: cardinality)
      }
    let targets: Targets =
      switch targets {
      case .values(let values, let count):
        .values(rows.flatMap { values[$0 * count..<($0 + 1) * count] }, count: count)
      case .classes(let classes, let cardinality): .classes(rows.map { classes[$0] }, cardinality: cardinality)
      }
    return SequenceView(offsets: offsets, inputs: inputs, targets: targets, weights: weights)
  }

  /// Sequence `n` alone.
  func single(_ n: Int) -> SequenceView {
    let rows = offsets[n]..<offsets[n + 1]
    return taking([rows], weights: weights.map { Array($0[rows]) })
  }

  /// `count` sequences: these again and again, cut at different places up to `limit` steps, the last step scored.
  ///
  /// Enough for several chunks, and ragged, so that every chunk has many windows.
  func crowd(_ count: Int, limit: Int) -> SequenceView {
    let sequences = (0..<count).map { index in
      let start = offsets[index % self.count]
      let steps = min(offsets[index % self.count + 1] - start, limit)
      return start..<start + max(min(steps, 1), steps - steps * (index % 7) / 8)
    }
    let weights = sequences.flatMap { rows in
      rows.map { row in
        let given = self.weights?[row] ?? 1
        return row == rows.upperBound - 1 && given == 0 ? 1 : given
      }
    }
    return taking(sequences, weights: weights)
  }

  /// These sequences, each followed by 1 to 5 steps of weight 0 that hold no numbers, or numbers that mean nothing.
  func padded(using generator: inout Philox) -> SequenceView {
    let junk = (0..<count).map { _ in generator.integer(in: 1...5) }
    func spread<Value>(_ values: [Value], _ width: Int, _ fill: () -> Value) -> [Value] {
      var result: [Value] = []
      for n in 0..<count {
        result += values[self.offsets[n] * width..<self.offsets[n + 1] * width]
        for _ in 0..<junk[n] * width { result.append(fill()) }
      }
      return result
    }
    var offsets = [0]
    for n in 0..<count { offsets.append(offsets[n] + self.offsets[n + 1] - self.offsets[n] + junk[n]) }
    let inputs: Inputs =
      switch inputs {
      case .features(let values, let width): .features(spread(values, width) { .nan }, count: width)
      case .symbols(let symbols, let cardinality):
        .symbols(spread(symbols, 1) { Int32(generator.integer(in: 0...cardinality - 1)) }, cardinality: cardinality)
      }
    let targets: Targets =
      switch targets {
      case .values(let values, let width): .values(spread(values, width) { .nan }, count: width)
      case .classes(let classes, let cardinality):
        .classes(spread(classes, 1) { Int32(generator.integer(in: 0...cardinality - 1)) }, cardinality: cardinality)
      }
    let given = weights ?? Array(repeating: 1, count: self.offsets.last!)
    return SequenceView(offsets: offsets, inputs: inputs, targets: targets, weights: spread(given, 1) { 0 })
  }
}
