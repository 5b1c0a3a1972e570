/// The verdict on a model.
public struct InvariantReport: Codable, Sendable, Equatable {
  /// The number of parameters of the model.
  public let parameters: Int
  /// The number of sequences of the data.
  public let sequences: Int
  /// The number of their steps that carry loss.
  public let scored: Int
  /// The checks, in the order in which they ran.
  public let checks: [InvariantCheck]
  /// Whether every check passed.
  public let passed: Bool

  init(parameters: Int, sequences: Int, scored: Int, checks: [InvariantCheck]) {
    self.parameters = parameters
    self.sequences = sequences
    self.scored = scored
    self.checks = checks
    passed = checks.allSatisfy(\.passed)
  }
}
