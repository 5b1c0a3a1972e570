/// How a step ended.
public enum StepOutcome: String, Codable, Sendable, CaseIterable {
  /// The parameters moved.
  case accepted
  /// The gradient is zero, or small beside the first one, or a step would have lowered the loss by less than asked for
  /// (the tolerances of ``HessianFreeOptions`` and ``UpdateOptions``). Nothing changed.
  case converged
  /// A step would lower the loss, or move the parameters, by less than their rounding: in this precision no further
  /// decrease can be told. Nothing changed, but for the lost step of a first-order method.
  case atRounding = "at-rounding"
  /// The loss or the gradient at the parameters is not finite: no step can be computed from there.
  case notFinite = "not-finite"
  /// Conjugate gradients gave no direction along which the model decreases.
  case solveFailed = "solve-failed"
  /// No trial of the line search lowered the loss enough.
  case lineSearchFailed = "line-search-failed"
  /// Without a line search: the loss at the full step is not finite.
  case lossOverflowed = "loss-overflowed"

  /// The model lacks something that the options ask for; whoever asks before a run is told what
  /// (``OptimizerOptions/refusal(of:in:)``). Nothing changed.
  case unsupported

  /// Whether the step was refused: parameters unchanged, warm start cleared, λ grown unless it is fixed.
  public var isRejection: Bool {
    switch self {
    case .accepted, .converged, .atRounding, .unsupported: false
    case .notFinite, .solveFailed, .lineSearchFailed, .lossOverflowed: true
    }
  }

  /// Whether there is nothing left to do on the data of this step: where they stay the same, a loop ends here.
  public var isFinal: Bool { self == .converged || self == .atRounding || self == .unsupported }

  /// The outcome as a sentence a person can act on.
  public var explanation: String {
    switch self {
    case .accepted: "the step was taken"
    case .converged:
      "the gradient is zero or below its tolerance, or a step would gain less than its tolerance: there is nothing left to do"
    case .atRounding:
      "no further decrease of the loss can be told from rounding: there is nothing left to do in this precision"
    case .notFinite:
      "the loss or the gradient overflowed at the current parameters: return to an earlier snapshot and start with a larger lambda or a smaller learning rate, or check the data for infinite values"
    case .solveFailed:
      "conjugate gradients found no direction along which the model decreases: the step was rejected and the warm start cleared"
    case .lineSearchFailed:
      "no length along the chosen direction lowered the loss on the backtracking batch: the step was rejected and the warm start cleared; if it goes on, gradient and backtracking batches disagree, so make them larger"
    case .lossOverflowed:
      "the loss overflowed at the full step: the step was rejected and the warm start cleared; a line search (`armijo`) would have shortened it"
    case .unsupported:
      "the model does not provide what the optimizer or its preconditioner is built from: choose another one"
    }
  }
}
