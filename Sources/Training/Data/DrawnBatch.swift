internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// A batch, whether it is all that its split has, and whether that is all there is of its task.
struct DrawnBatch<Element: Scalar> {
  let batch: Batch<Element>
  /// What it was packed from, where it is needed once more.
  var set: SequenceSet?
  let isWhole: Bool
  let isExhaustive: Bool

  /// What a pass over it costs, in minibatches of 1000 sequences; all of a task that has fewer counts as one.
  var minibatches: Double { Self.minibatches(batch.sequences, isExhaustive: isExhaustive) }

  /// The same for a number of sequences.
  static func minibatches(_ sequences: Int, isExhaustive: Bool) -> Double {
    isExhaustive && sequences < 1000 ? 1 : Double(sequences) / 1000
  }
}
