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

  /// The preconditioner. None: see ``PreconditionerKind/none``.
  public var preconditioner = PreconditionerKind.none

  /// How the length of the chosen iterate is settled.
  public var lineSearch = LineSearchKind.armijo

  /// How λ follows the reduction ratio ρ.
  public var levenbergMarquardt = LevenbergMarquardt()

  /// The batch of the reduction ratio ρ.
  public var reductionBatch = ReductionBatch.gradient

  /// The denominator of the reduction ratio ρ.
  public var reductionDenominator = ReductionDenominator.damped

  /// The length of a step against the gradient when the first direction of all has no positive curvature and no step has
  /// been accepted yet. 1, the order of a weight vector.
  public var firstStepLength = 1.0

  /// The defaults given with each property.
  public init() {}
}
