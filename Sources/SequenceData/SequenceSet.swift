/// Sequences of different lengths, concatenated along time.
///
/// Sequence n is the rows `offsets[n] ..< offsets[n + 1]` of inputs, targets and weights. A row is one step. This is the
/// layout of a data file, so a set is read and written as it lies in memory.
public struct SequenceSet: Sendable, Equatable {
  /// Where each sequence begins, and at the end the number of rows: `count + 1` rising numbers that start at 0.
  public internal(set) var offsets: [Int]

  /// What is shown, row by row.
  public internal(set) var inputs: Inputs

  /// What is asked for, row by row; 0 where the weight is 0.
  public internal(set) var targets: Targets

  /// The loss weight of each row, 0 or greater; `nil` means 1 on every row.
  public internal(set) var weights: [Float]?

  /// A set without sequences, to append to. Unless it is `weighted`, every row weighs 1.
  public init(inputs: InputShape, targets: TargetShape, weighted: Bool = false) {
    offsets = [0]
    switch inputs {
    case .real(let features): self.inputs = .real([], features: features)
    case .symbols(let cardinality): self.inputs = .symbols([], cardinality: cardinality)
    }
    switch targets {
    case .real(let outputs): self.targets = .real([], outputs: outputs)
    case .classes(let cardinality): self.targets = .classes([], cardinality: cardinality)
    }
    weights = weighted ? [] : nil
  }

  /// A set of the given arrays. Arrays whose lengths contradict the offsets are a programmer's error and trap.
  public init(offsets: [Int], inputs: Inputs, targets: Targets, weights: [Float]? = nil) {
    precondition(offsets.first == 0, "The offsets of a sequence set start at 0.")
    precondition(zip(offsets, offsets.dropFirst()).allSatisfy(<), "The offsets of a sequence set rise strictly.")
    let rows = offsets[offsets.count - 1]
    precondition(
      inputs.rows == rows && inputs.isWhole, "The inputs of a sequence set hold \(inputs.rows) rows, not \(rows).")
    precondition(
      targets.rows == rows && targets.isWhole, "The targets of a sequence set hold \(targets.rows) rows, not \(rows).")
    precondition(
      weights == nil || weights?.count == rows, "A sequence set of \(rows) rows needs one weight for each of them.")
    self.offsets = offsets
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
  }

  /// The number of sequences.
  public var count: Int { offsets.count - 1 }

  /// The number of rows of all sequences together.
  public var rowCount: Int { offsets[count] }

  /// The rows of sequence `n`.
  public func rows(of n: Int) -> Range<Int> {
    precondition(0 <= n && n < count, "There is no sequence \(n) in a set of \(count).")
    return offsets[n]..<offsets[n + 1]
  }

  /// The number of steps of sequence `n`.
  public func length(of n: Int) -> Int { rows(of: n).count }

  /// The length of the longest sequence; 0 if there is none.
  public var longestLength: Int {
    zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  }

  /// The loss weight of a row: 1 where the set has no weights.
  public func weight(ofRow row: Int) -> Float {
    precondition(0 <= row && row < rowCount, "There is no row \(row) in a set of \(rowCount).")
    return weights.map { $0[row] } ?? 1
  }
}
