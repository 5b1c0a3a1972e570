extension StepReport: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case step, outcome, accepted, loss, rho, lambda, mu, alpha, quadratic
    case cgIterations = "cg_iterations"
    case cgOutcome = "cg_outcome"
    case cgChosen = "cg_chosen"
    case warmStartHeld = "warm_start_held"
    case warmFactor = "warm_factor"
    case quadraticStart = "quadratic_start"
    case gradientNorm = "gradient_norm"
    case stepNorm = "step_norm"
  }

  /// Reads a stored report.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      step: try values.decode(Int.self, forKey: .step), lambda: try values.number(.lambda), mu: try values.number(.mu))
    outcome = try values.decode(StepOutcome.self, forKey: .outcome)
    loss = try values.number(.loss)
    rho = try values.number(.rho)
    cgIterations = try values.decode(Int.self, forKey: .cgIterations)
    cgOutcome = try values.decodeIfPresent(ConjugateGradientOutcome.self, forKey: .cgOutcome)
    cgChosen = try values.decode(Int.self, forKey: .cgChosen)
    warmStartHeld = try values.decode(Bool.self, forKey: .warmStartHeld)
    warmFactor = try values.number(.warmFactor)
    quadraticStart = try values.number(.quadraticStart)
    alpha = try values.number(.alpha)
    quadratic = try values.number(.quadratic)
    gradientNorm = try values.number(.gradientNorm)
    stepNorm = try values.number(.stepNorm)
    let others = try decoder.container(keyedBy: FieldName.self)
    for key in others.allKeys where CodingKeys(rawValue: key.stringValue) == nil {
      figures[key.stringValue] = try others.number(key)
    }
  }

  /// Stores the report under the names of the history's columns. JSON has no word for numbers that are not finite: NaN
  /// becomes null, the infinities the strings `Infinity` and `-Infinity`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(step, forKey: .step)
    try values.encode(outcome, forKey: .outcome)
    try values.encode(accepted, forKey: .accepted)
    try values.encode(number: loss, .loss)
    try values.encode(number: rho, .rho)
    try values.encode(number: lambda, .lambda)
    try values.encode(number: mu, .mu)
    try values.encode(cgIterations, forKey: .cgIterations)
    try values.encode(cgOutcome, forKey: .cgOutcome)
    try values.encode(cgChosen, forKey: .cgChosen)
    try values.encode(warmStartHeld, forKey: .warmStartHeld)
    try values.encode(number: warmFactor, .warmFactor)
    try values.encode(number: quadraticStart, .quadraticStart)
    try values.encode(number: alpha, .alpha)
    try values.encode(number: quadratic, .quadratic)
    try values.encode(number: gradientNorm, .gradientNorm)
    try values.encode(number: stepNorm, .stepNorm)
    var others = encoder.container(keyedBy: FieldName.self)
    for (name, value) in figures { try others.encode(number: value, FieldName(stringValue: name)) }
  }
}

extension KeyedEncodingContainer {
  fileprivate mutating func encode(number: Double, _ key: Key) throws {
    if number.isNaN {
      try encodeNil(forKey: key)
    } else if number.isInfinite {
      try encode(number > 0 ? "Infinity" : "-Infinity", forKey: key)
    } else {
      try encode(number, forKey: key)
    }
  }
}

extension KeyedDecodingContainer {
  fileprivate func number(_ key: Key) throws -> Double {
    if try decodeNil(forKey: key) { return .nan }
    guard let text = try? decode(String.self, forKey: key) else { return try decode(Double.self, forKey: key) }
    guard text == "Infinity" || text == "-Infinity" else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "\(key.stringValue) is neither a number nor an infinity: \(text)")
    }
    return text == "Infinity" ? .infinity : -.infinity
  }
}
