extension SequenceSet {
  /// Makes room for more sequences, so that appending them moves nothing.
  ///
  /// - Parameters:
  ///   - sequences: the number of sequences to come, beside those the set holds.
  ///   - rows: the number of rows to come.
  public mutating func reserveCapacity(sequences: Int, rows: Int) {
    let total = rowCount + rows
    offsets.reserveCapacity(offsets.count + sequences)
    inputs.reserveCapacity(rows: total)
    targets.reserveCapacity(rows: total)
    weights?.reserveCapacity(total)
  }

  /// Appends all sequences of another set.
  ///
  /// If only one of the two has weights, the rows of the other get weight 1. Sets of different shapes are a
  /// programmer's error and trap.
  public mutating func append(contentsOf other: SequenceSet) {
    append(rows: 0..<other.rowCount, of: other, boundaries: other.offsets.dropFirst())
  }

  /// Some of the sequences, in the order of `numbers`; a number may occur more than once.
  public func selecting(_ numbers: some Collection<Int>) -> SequenceSet {
    var selection = SequenceSet(inputs: inputs.shape, targets: targets.shape, weighted: weights != nil)
    selection.reserveCapacity(sequences: numbers.count, rows: numbers.reduce(0) { $0 + length(of: $1) })
    for n in numbers {
      let rows = rows(of: n)
      selection.append(rows: rows, of: self, boundaries: [rows.upperBound])
    }
    return selection
  }

  /// Appends consecutive rows of another set, whose sequences end at `boundaries`.
  private mutating func append(rows: Range<Int>, of other: SequenceSet, boundaries: ArraySlice<Int>) {
    let shift = rowCount - rows.lowerBound
    if weights == nil && other.weights != nil { weights = Array(repeating: 1, count: rowCount) }
    if let more = other.weights {
      weights?.append(contentsOf: more[rows])
    } else {
      weights?.append(contentsOf: repeatElement(1, count: rows.count))
    }
    inputs.append(rows, of: other.inputs)
    targets.append(rows, of: other.targets)
    offsets.append(contentsOf: boundaries.lazy.map { $0 + shift })
  }
}
