/// What one solve did. The iterates themselves are in ``ConjugateGradient/iterates``.
public struct ConjugateGradientReport: Codable, Sendable, Equatable {
  /// Why it stopped.
  public var outcome: ConjugateGradientOutcome
  /// Completed iterations i.
  public var iterations: Int
  /// Products with A, with those for the warm start and for exact residuals.
  public var products: Int
  /// c, the part of the warm start that was used; 0 without one.
  public var warmFactor: Double
  /// q(x_0), never positive.
  public var quadraticStart: Double
  /// ‖b − Ax‖ / ‖b‖ at the end, from the recurrence; 0 for b = 0.
  public var relativeResidual: Double
}
