internal import Losses
internal import HDF5

/// One split of a dataset file: its sequences, still in the file.
///
/// Values may be read from several threads; calls into libhdf5 take turns.
public struct SequenceFileSplit: Sendable {
  /// Which split it is.
  public let split: Split

  /// What a network is shown.
  public let inputs: InputShape

  /// What a network is asked for.
  public let targets: TargetShape

  /// Whether the steps have weights; if not, each weighs 1.
  public let isWeighted: Bool

  /// Where each sequence begins, and at the end the number of rows.
  public let offsets: [Int]

  /// The number of steps of the longest sequence.
  public let longestLength: Int

  private let reader: SplitReader

  /// The split of a file whose declarations have been found right.
  internal init(_ declarations: SplitDeclarations, loss: Loss, allowsNonFinite: Bool) {
    guard let reader = SplitReader(declarations, loss: loss, allowsNonFinite: allowsNonFinite),
      let inputs = declarations.inputs, let targets = declarations.targets, let offsets = declarations.offsets
    else { preconditionFailure("A split that lacks an array has been refused.") }
    self.split = declarations.split
    self.inputs = inputs.shape
    self.targets = targets.shape
    self.offsets = offsets
    self.reader = reader
    isWeighted = declarations.weights != nil
    longestLength = zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  }

  /// The number of sequences, at least 1.
  public var count: Int { offsets.count - 1 }

  /// The number of rows of all sequences together.
  public var rowCount: Int { offsets[count] }

  /// Reads some consecutive sequences, and validates their values.
  ///
  /// Inputs and targets have to be finite unless the file was opened otherwise, symbols and classes below their
  /// cardinality, targets of the logistic loss of 0 to 1, weights finite and not negative.
  ///
  /// - Parameter range: their numbers in the split; a range beyond it is a programmer's error and traps.
  /// - Throws: ``SequenceFileError`` with the first value that is not what it should be, or where the file is damaged.
  public func sequences(_ range: Range<Int>) throws(SequenceFileError) -> SequenceSet {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "There are \(count) sequences, not \(range).")
    let first = offsets[range.lowerBound]
    let rows = try reader.read(first..<offsets[range.upperBound])
    var findings = Findings(throwsFirst: true)
    try reader.check(rows, offsets: offsets, findings: &findings)
    return SequenceSet(
      offsets: offsets[range.lowerBound...range.upperBound].map { $0 - first }, inputs: rows.inputs.inputs,
      targets: rows.targets.targets, weights: rows.weights.map { $0.map { Float($0) } })
  }
}
