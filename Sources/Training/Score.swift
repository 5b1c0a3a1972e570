/// How a network does on some sequences.
public struct Score: Codable, Sendable, Equatable {
  /// The loss, in the normalization of the experiment, without weight decay.
  public let loss: Double
  /// The number of sequences.
  public let sequences: Int
  /// The number of sequences that are wrong by the task's rule.
  public let wrong: Int

  /// A score from its parts.
  public init(loss: Double, sequences: Int, wrong: Int) {
    self.loss = loss
    self.sequences = sequences
    self.wrong = wrong
  }

  /// The share of wrong sequences.
  public var wrongShare: Double { sequences == 0 ? 0 : Double(wrong) / Double(sequences) }
}
