/// The loss a task is defined with, which also fixes the output units. The raw value is its name in data files.
public enum LossKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// ½‖z − y‖² of linear outputs.
  case squaredError = "squared-error"

  /// Cross-entropy of independent logistic outputs with targets 0 and 1, in nats.
  case logistic = "logistic"

  /// Cross-entropy of a softmax over classes, in nats.
  case softmax = "softmax"
}
