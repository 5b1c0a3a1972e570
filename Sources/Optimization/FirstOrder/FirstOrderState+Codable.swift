internal import LinearAlgebra

extension FirstOrderState: Codable {
  private enum CodingKeys: String, CodingKey {
    case step, updates
    case learningRate = "learning_rate"
    case momentUpdates = "moment_updates"
    case firstMoment = "first_moment"
    case secondMoment = "second_moment"
    case firstGradientNorm = "first_gradient_norm"
  }

  /// Reads a stored state.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    step = try values.decode(Int.self, forKey: .step)
    updates = try values.decode(Int.self, forKey: .updates)
    learningRate = try values.decode(Double.self, forKey: .learningRate)
    momentUpdates = try values.decode(Int.self, forKey: .momentUpdates)
    firstMoment = Vector(try values.decode([Element].self, forKey: .firstMoment))
    secondMoment = Vector(try values.decode([Element].self, forKey: .secondMoment))
    firstGradientNorm = try values.decodeIfPresent(Double.self, forKey: .firstGradientNorm)
  }

  /// Stores the state. Numbers that are not finite never occur in one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(step, forKey: .step)
    try values.encode(updates, forKey: .updates)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encode(momentUpdates, forKey: .momentUpdates)
    try values.encode(firstMoment.elements, forKey: .firstMoment)
    try values.encode(secondMoment.elements, forKey: .secondMoment)
    try values.encodeIfPresent(firstGradientNorm, forKey: .firstGradientNorm)
  }
}
