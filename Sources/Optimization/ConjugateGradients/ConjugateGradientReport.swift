/// Why conjugate gradients stopped.
public enum ConjugateGradientOutcome: String, Codable, Sendable, CaseIterable {
  /// Martens' test: the last iterations improved the model by too little. The ordinary end of a solve.
  case relativeProgress = "relative-progress"
  /// The iteration cap.
  case iterationCap = "iteration-cap"
  /// The relative residual fell below its tolerance.
  case residual
  /// The residual fell below the rounding of the elements: the system is solved as exactly as they allow.
  case rounding
  /// A direction with pᵀAp ≤ 0: the last iterate before it counts, a step of a given length along M⁻¹b where there is none
  /// (Nocedal & Wright 2006, algorithm 7.1, which takes b itself).
  case nonPositiveCurvature = "non-positive-curvature"
  /// The held-out loss no longer fell from one kept iterate to the next.
  case heldOutLossRose = "held-out-loss-rose"
  /// Infinity or NaN in a product or in the iterate.
  case notFinite = "not-finite"
  /// rᵀM⁻¹r < 0: the preconditioner has a negative element.
  case indefinitePreconditioner = "indefinite-preconditioner"

  /// Whether the solve met something it cannot go on from: the damping grows.
  public var isBreakdown: Bool {
    switch self {
    case .nonPositiveCurvature, .notFinite, .indefinitePreconditioner: true
    case .relativeProgress, .iterationCap, .residual, .rounding, .heldOutLossRose: false
    }
  }

  /// The reason, short enough for a column.
  public var word: String {
    switch self {
    case .relativeProgress: "slow progress"
    case .iterationCap: "cap"
    case .residual: "small residual"
    case .rounding: "rounding"
    case .nonPositiveCurvature: "curvature ≤ 0"
    case .heldOutLossRose: "held-out loss"
    case .notFinite: "overflow"
    case .indefinitePreconditioner: "indefinite M"
    }
  }

  /// The reason as a sentence a person can act on.
  public var explanation: String {
    switch self {
    case .relativeProgress:
      "further iterations would have improved the quadratic model by too little to pay for themselves"
    case .iterationCap:
      "the iteration cap was reached before progress slowed down: the system is badly conditioned, so more damping, a preconditioner or a higher cap may help"
    case .residual: "the residual fell below the tolerance asked for"
    case .rounding: "the system is solved as exactly as the precision of its numbers allows"
    case .nonPositiveCurvature:
      "a direction of zero or negative curvature was met: the damping grows; a Gauss-Newton matrix never has one"
    case .heldOutLossRose: "the held-out loss no longer fell: more iterations would fit the curvature batch only"
    case .notFinite:
      "a curvature product or the iterate overflowed: the damping grows; if it goes on, the dynamics have exploded, so start with a larger lambda or return to an earlier snapshot"
    case .indefinitePreconditioner:
      "the preconditioner has a negative element: its diagonal estimate or the damping is negative, which is a fault in the objective"
    }
  }
}

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
