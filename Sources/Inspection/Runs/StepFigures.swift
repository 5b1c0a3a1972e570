/// What a step says of itself in `log.jsonl`, as far as runs are compared by it.
public struct StepFigures: Sendable, Equatable, Codable {
  public let step: Int
  /// On the gradient batch, before the step; nil where it was not finite.
  public let loss: Double?
  /// On fresh validation sequences, after the step.
  public let validationLoss: Double?
  /// Nil where the data have no success rule.
  public let validationWrong: Double?
  public let minibatches: Double
  public let forwardMinibatches: Double
  public let seconds: Double
  public let length: Int

  private enum CodingKeys: String, CodingKey {
    case step, loss, minibatches, seconds, length
    case validationLoss = "validation_loss"
    case validationWrong = "validation_wrong"
    case forwardMinibatches = "forward_minibatches"
  }
}
