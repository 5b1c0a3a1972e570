/// Whether biases begin where they make up for the mean input.
public enum Centring: String, Codable, Sendable, CaseIterable {
  /// They begin at zero.
  case none
  /// They begin at −W_x x̄: see ``Network/centre(_:on:)``.
  case inputs
}
