/// What happened in one step: the columns of the training history that the optimizer knows.
///
/// Numbers that were never computed because the step ended before are NaN. The words for a person are in ``remarks``.
public struct StepReport: Sendable, Equatable {
  /// The number of this step, from 1.
  public var step: Int
  /// How it ended.
  public var outcome = StepOutcome.accepted
  /// f on the gradient batch, before the step; the mean over the updates of a first-order step.
  public var loss = Double.nan
  /// ρ
  public var rho = Double.nan
  /// λ used in this step.
  public var lambda: Double
  /// μ
  public var mu: Double
  /// Iterations of conjugate gradients.
  public var cgIterations = 0
  /// Why conjugate gradients stopped; `nil` when they were not run.
  public var cgOutcome: ConjugateGradientOutcome?
  /// The iteration of the iterate that was taken.
  public var cgChosen = 0
  /// Whether a warm start was offered.
  public var warmStartHeld = false
  /// c, the part of the warm start that was used; 0 without one.
  public var warmFactor = 0.0
  /// q(x_0), never positive.
  public var quadraticStart = Double.nan
  /// α, 0 when the step was not taken.
  public var alpha = 0.0
  /// q of the chosen iterate, as conjugate gradients minimised it.
  public var quadratic = Double.nan
  /// ‖g‖; the mean over the updates of a first-order step, before clipping.
  public var gradientNorm = Double.nan
  /// α‖δ‖, or how far the updates of a first-order step have led in all; 0 when the step was not taken.
  public var stepNorm = 0.0
  /// The columns that its optimizer alone has (``StepDisplay/columns``), by name.
  public var figures: [String: Double] = [:]

  /// Whether the parameters moved.
  public var accepted: Bool { outcome == .accepted }

  /// The updates of a step that has several, before it ended or broke off; 0 where a step is one update.
  public var updates: Int { Int(exactly: figures["updates"] ?? 0) ?? 0 }

  /// The report of a step that has only begun. λ and μ are no numbers where there is no damping, and then α is none.
  public init(step: Int, lambda: Double = .nan, mu: Double = .nan) {
    self.step = step
    if lambda.isNaN { alpha = .nan }
    self.lambda = lambda
    self.mu = mu
  }
}
