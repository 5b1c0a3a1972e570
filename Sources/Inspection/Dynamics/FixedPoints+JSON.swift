extension FixedPoints: Encodable {
  private enum CodingKeys: String, CodingKey {
    case input, points, starts, lost, iterations, seconds, variances
  }

  /// Stores the points; trajectories are for pictures and files.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(input, forKey: .input)
    try values.encode(points, forKey: .points)
    try values.encode(starts, forKey: .starts)
    try values.encode(lost, forKey: .lost)
    try values.encode(iterations, forKey: .iterations)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(variances, forKey: .variances)
  }
}

extension FixedPoints.Point: Encodable {
  private enum CodingKeys: String, CodingKey {
    case state, q, fixed, starts, unstable, eigenvalues, predictions, place
    case timeConstants = "time_constants"
  }

  /// Stores eigenvalues as pairs of real and imaginary part, time constants without infinite ones.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(state, forKey: .state)
    try values.encode(q, forKey: .q)
    try values.encode(isFixed, forKey: .fixed)
    try values.encode(starts, forKey: .starts)
    try values.encode(unstable, forKey: .unstable)
    try values.encode(eigenvalues.map { [$0.real, $0.imaginary] }, forKey: .eigenvalues)
    try values.encode(timeConstants.map { $0.isFinite ? $0 : nil }, forKey: .timeConstants)
    try values.encode(predictions, forKey: .predictions)
    try values.encode(place, forKey: .place)
  }
}
