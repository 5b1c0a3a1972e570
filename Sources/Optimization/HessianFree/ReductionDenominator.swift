/// What the reduction ratio ρ divides by.
public enum ReductionDenominator: String, Codable, Sendable, CaseIterable {
  /// q as conjugate gradients minimised it, damping included. The default.
  case damped
  /// gᵀδ + ½ δᵀGδ, both kinds of damping removed. One more product a step when there is structural damping.
  case undamped
}
