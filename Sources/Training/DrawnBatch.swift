internal import LinearAlgebra
internal import RecurrentNetworks

/// A batch, and whether it is all that its split has.
struct DrawnBatch<Element: Scalar> {
  let batch: Batch<Element>
  let isWhole: Bool

  /// What a pass over it costs, in minibatches of 1000 sequences; all of a smaller set counts as one.
  var minibatches: Double { Self.minibatches(batch.sequences, isWhole: isWhole) }

  /// The same for a number of sequences.
  static func minibatches(_ sequences: Int, isWhole: Bool) -> Double {
    isWhole && sequences < 1000 ? 1 : Double(sequences) / 1000
  }
}
