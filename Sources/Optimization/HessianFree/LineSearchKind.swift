/// How the length of the chosen iterate is settled.
public enum LineSearchKind: String, Codable, Sendable, CaseIterable {
  /// ``ArmijoLineSearch`` on the backtracking batch. The default.
  case armijo
  /// α = 1 always, whatever the loss does, unless it is not finite.
  case none
}
