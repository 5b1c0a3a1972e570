/// How a network does on some sequences.
public struct Score: Codable, Sendable, Equatable {
  /// The loss, in the normalization of the experiment, without weight decay.
  public let loss: Double
  /// The number of sequences.
  public let sequences: Int
  /// The number of sequences that are wrong by the task's rule.
  public let wrong: Int

  /// The share of wrong sequences.
  public var wrongShare: Double { sequences == 0 ? 0 : Double(wrong) / Double(sequences) }
}
