/// What a sum over a batch is divided by: the loss, the gradient, every curvature product and the structural penalty.
public enum Normalization: String, Codable, Sendable, CaseIterable {
  /// The number of sequences (Martens & Sutskever 2011).
  case sequence
  /// The sum of the step weights: nats for each scored step, the natural unit for text.
  case step
}
