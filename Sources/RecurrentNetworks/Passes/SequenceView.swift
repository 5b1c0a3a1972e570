/// Sequences as they come from data, concatenated along time: what a batch is packed from.
///
/// The arrays are borrowed for the time of packing. Sequence n is rows `offsets[n] ..< offsets[n + 1]`.
public struct SequenceView: Sendable {
  /// What the steps read.
  public enum Inputs: Sendable {
    /// `features` numbers for each row.
    case features([Double], count: Int)
    /// One symbol for each row, 0 ..< `cardinality`.
    case symbols([Int32], cardinality: Int)
  }

  /// What the outputs are compared with.
  public enum Targets: Sendable {
    /// `count` values for each row.
    case values([Double], count: Int)
    /// One class for each row, 0 ..< `cardinality`.
    case classes([Int32], cardinality: Int)
  }

  /// Where each sequence begins, and the number of rows.
  public let offsets: [Int]
  /// The inputs of all rows.
  public let inputs: Inputs
  /// The targets of all rows.
  public let targets: Targets
  /// The loss weight of each row; nil: 1 everywhere. A row of weight 0 carries no loss.
  public let weights: [Float]?

  /// The number of the first sequence in all of which these are a part: what is drawn for a sequence is drawn by its
  /// number in the whole.
  public var first = 0

  /// Sequences from their parts; see the properties.
  public init(offsets: [Int], inputs: Inputs, targets: Targets, weights: [Float]?) {
    self.offsets = offsets
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
  }

  /// The number of sequences.
  public var count: Int { offsets.count - 1 }
}
