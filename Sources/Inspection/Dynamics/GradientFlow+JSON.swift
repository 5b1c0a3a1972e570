extension GradientFlow: Encodable {
  private enum CodingKeys: String, CodingKey {
    case lag, median, low, high, saturation, sequences, jacobians
    case memoryHorizon = "memory_horizon"
    case singularValues = "singular_values"
  }

  private struct Values: Encodable {
    let lag: Int
    let values: [Double?]
  }

  /// Stores columns over the lag; a memory horizon that is not reached is null.
  public func encode(to encoder: any Encoder) throws {
    func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Array(norms.indices), forKey: .lag)
    try values.encode(norms.map { finite($0.median) }, forKey: .median)
    try values.encode(norms.map { finite($0.low) }, forKey: .low)
    try values.encode(norms.map { finite($0.high) }, forKey: .high)
    try values.encode(memoryHorizon, forKey: .memoryHorizon)
    try values.encode(
      singularValues.map { Values(lag: $0.lag, values: $0.values.map(finite)) }, forKey: .singularValues)
    try values.encode(saturation, forKey: .saturation)
    try values.encode(sequences, forKey: .sequences)
    try values.encode(jacobians, forKey: .jacobians)
  }
}
