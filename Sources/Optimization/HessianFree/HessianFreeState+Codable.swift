internal import LinearAlgebra

extension HessianFreeState: Codable {
  private enum CodingKeys: String, CodingKey {
    case step, lambda, direction
    case holdsWarmStart = "holds_warm_start"
    case lastAcceptedLength = "last_accepted_length"
    case firstGradientNorm = "first_gradient_norm"
  }

  /// Reads a stored state.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let elements = try values.decode([Element].self, forKey: .direction)
    self.init(parameterCount: elements.count, lambda: try values.decode(Double.self, forKey: .lambda))
    direction = Vector(elements)
    step = try values.decode(Int.self, forKey: .step)
    holdsWarmStart = try values.decode(Bool.self, forKey: .holdsWarmStart)
    lastAcceptedLength = try values.decodeIfPresent(Double.self, forKey: .lastAcceptedLength)
    firstGradientNorm = try values.decodeIfPresent(Double.self, forKey: .firstGradientNorm)
  }

  /// Stores the state. Numbers that are not finite never occur in one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(step, forKey: .step)
    try values.encode(lambda, forKey: .lambda)
    try values.encode(direction.elements, forKey: .direction)
    try values.encode(holdsWarmStart, forKey: .holdsWarmStart)
    try values.encodeIfPresent(lastAcceptedLength, forKey: .lastAcceptedLength)
    try values.encodeIfPresent(firstGradientNorm, forKey: .firstGradientNorm)
  }
}
