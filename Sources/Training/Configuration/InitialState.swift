/// The state before the first step.
public enum InitialState: String, Codable, Sendable, CaseIterable {
  /// A parameter like others.
  case learned
  /// Zero.
  case zero
}
