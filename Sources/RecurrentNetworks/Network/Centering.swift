/// Whether biases begin where they make up for the mean input.
public enum Centering: String, Codable, Sendable, CaseIterable {
  /// They begin at zero.
  case none
  /// They begin at −W_x x̄: see ``Network/center(_:on:)``.
  case inputs
}
