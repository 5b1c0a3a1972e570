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

  /// Reads a line of the log, where numbers that are not finite are null or words.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    step = try values.decode(Int.self, forKey: .step)
    loss = try values.finiteNumber(.loss)
    validationLoss = try values.finiteNumber(.validationLoss)
    validationWrong = try values.finiteNumber(.validationWrong)
    minibatches = try values.decode(Double.self, forKey: .minibatches)
    forwardMinibatches = try values.decode(Double.self, forKey: .forwardMinibatches)
    seconds = try values.decode(Double.self, forKey: .seconds)
    length = try values.decode(Int.self, forKey: .length)
  }
}

extension KeyedDecodingContainer {
  /// A number; nil where it is absent, null, or the name of an infinity.
  fileprivate func finiteNumber(_ key: Key) throws -> Double? {
    let word = try? decodeIfPresent(String.self, forKey: key)
    if word == "Infinity" || word == "-Infinity" { return nil }
    return try decodeIfPresent(Double.self, forKey: key)
  }
}
