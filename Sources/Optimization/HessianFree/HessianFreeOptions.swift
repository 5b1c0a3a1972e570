/// Everything that can be chosen about Hessian-free optimization.
public struct HessianFreeOptions: Codable, Sendable, Equatable {
  /// λ of the first step. 0.1 (Martens & Sutskever 2011) suits losses of order one; where every step of a sequence carries
  /// loss, 0.1 to 1 for each scored step works.
  public var initialLambda = 0.1

  /// μ, the weight of structural damping relative to λ; constant. 1/30, the order of Martens & Sutskever (2011) in the
  /// units of the `matching` form. Without effect on an objective that has no structural penalty.
  public var mu = 1.0 / 30

  /// ξ, the part of the last iterate of one solve that the next starts from. 0.95 (Martens & Sutskever 2012): forgets
  /// slowly what old batches have said. 0 starts every solve from zero.
  public var warmStart = 0.95

  /// When conjugate gradients stop.
  public var conjugateGradient = ConjugateGradientOptions()

  /// The preconditioner. None: on recurrent networks a diagonal brings nothing measurable.
  public var preconditioner = PreconditionerKind.none

  /// How the length of the chosen iterate is settled.
  public var lineSearch = LineSearchKind.armijo

  /// How λ follows the reduction ratio ρ.
  public var damping = DampingKind.levenbergMarquardt

  /// The factor by which λ grows where a step went badly, and by whose reciprocal it shrinks where one went well.
  public var dampingFactor = LevenbergMarquardt().factor

  /// The batch of the reduction ratio ρ.
  public var reductionBatch = ReductionBatch.gradient

  /// The denominator of the reduction ratio ρ.
  public var reductionDenominator = ReductionDenominator.damped

  /// The length of a step against the gradient when the first direction of all has no positive curvature and no step has
  /// been accepted yet. 1, the order of a weight vector.
  public var firstStepLength = 1.0

  /// The norm of the gradient, in parts of that of the first step, at which there is nothing left to do
  /// (``StepOutcome/converged``); `nil` for the rounding of the elements, 2⁻²³ or 2⁻⁵². 0 leaves only the gradient that is
  /// exactly zero, as is right where every step has data of its own: a small gradient says nothing about the next.
  public var gradientTolerance: Double?

  /// The decrease −q(δ), in parts of the loss, below which a step is not taken (``StepOutcome/converged``). 0 takes every
  /// one.
  public var decreaseTolerance = 0.0

  /// Whether a step is left out that would move the parameters by less than their rounding, or that is promised to lower
  /// the loss by less than the rounding of the elements and does not (``StepOutcome/atRounding``). For data that stay
  /// the same; others still average out.
  public var stopsAtRounding = true

  /// The defaults given with each property.
  public init() {}
}
