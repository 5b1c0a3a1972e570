/// How far an update of a Kronecker-factored method goes.
public enum KroneckerStepRule: String, Codable, Sendable, CaseIterable {
  /// A learning rate times P m, m being a running sum of gradients, shortened where it would change the predictions too much
  /// (``KroneckerFactoredOptions/changeLimit``; Ba, Grosse & Martens 2017, section 5). The default: it takes no product with
  /// the curvature, and stands noisy gradients.
  case clip
  /// The minimum of the damped quadratic model over the plane of −P g and the last update, and λ by the reduction ratio
  /// (Martens & Grosse 2015, sections 6.4 to 7). Two R-forward passes an update; for large batches.
  case rescale
}

/// The diagonal in the eigenbasis of the factors.
public enum FactorDiagonal: String, Codable, Sendable, CaseIterable {
  /// Products of the eigenvalues of both factors: as if the steps of a sequence were independent. The default.
  case kronecker
  /// Second moments of the gradients of whole sequences (EKFAC; George et al. 2018), found with each new basis: right for what
  /// one step of a sequence has to do with another, and where the loss is on the last step.
  case sequences
}

/// What is one block of a curvature of Kronecker factors.
public enum FactorGrouping: String, Codable, Sendable, CaseIterable {
  /// All that leads to the same pre-activations of a gate, [W_h W_x b]: what a state has to do with an input is in it. The
  /// default: each at the better of a few limits κ it led further than single matrices, on text with one seed.
  case gate
  /// Each weight matrix with its bias.
  case matrix
}

/// What the steps of a sequence have to do with one another, in a curvature of Kronecker factors (Martens, Ba & Johnson 2018).
public enum FactorSteps: String, Codable, Sendable, CaseIterable {
  /// Nothing: the Fisher matrix of a sequence is that of a step times their number (section 3.5.2). The default.
  case independent
  /// Each depends on the one before, in the same way forwards and backwards (section 3.5.3, "option 1"): statistics of each
  /// step with the next. Factors are damped by themselves, whatever the damping.
  case chain
}

/// Everything that can be chosen about a Kronecker-factored method (K-FAC; Martens & Grosse 2015, for recurrent networks
/// Martens, Ba & Johnson 2018): each step is a number of updates along the gradient, solved with running averages of A ⊗ G in
/// place of the curvature. All that leads to the same pre-activations of a gate is one block, [W_h W_x b].
///
/// A step in which anything overflows leaves the parameters as they were before it, to the bit, and lets averages and
/// momentum begin anew.
public struct KroneckerFactoredOptions: Codable, Sendable, Equatable {
  /// Learning rate, clipping, weight decay, updates of a step. The learning rate is 0.3. Rule `rescale`, whose steps have the
  /// length of the model, knows of it only how it changes in the course of a run, and clips nothing.
  public var common = UpdateOptions(learningRate: 0.3)

  /// How far an update goes.
  public var stepRule = KroneckerStepRule.clip

  /// λ of the first update, in units of the curvature of the loss. 0.01: per-symbol losses are trained best between 0.003 and
  /// 0.03.
  public var initialLambda = 0.01

  /// How λ goes into the factors.
  public var damping = FactorDamping.exact

  /// The diagonal in the eigenbasis.
  public var diagonal = FactorDiagonal.kronecker

  /// What is one block.
  public var blocks = FactorGrouping.gate

  /// What steps have to do with one another.
  public var steps = FactorSteps.independent

  /// m, the part of the running sum of gradients that goes on into the next update of rule `clip`. 0.9. Rule `rescale` has
  /// none: the model settles it.
  public var momentum = 0.9

  /// κ of rule `clip`: the largest η² uᵀ m, twice the change of the predictions in nats that an update may make by the
  /// factored curvature, with η before its schedule, so that the limit does not undo the decay. 0.003 (`tanh` on text; 0.001 to
  /// 0.01 are worth trying).
  public var changeLimit = 0.003

  /// The most that an average of factors keeps of itself when new ones are added. 0.95 (Martens & Grosse 2015, section 5).
  public var factorDecay = 0.95

  /// The updates from one statistics of factors to the next, counted from the first one of a step.
  public var factorUpdates = 2

  /// The updates from one decomposition to the next, counted from the first one of a step.
  public var basisUpdates = 20

  /// The updates of rule `rescale` from one reduction ratio to the next. 5 (Martens & Grosse 2015, section 6.5).
  public var lambdaUpdates = 5

  /// How λ follows the reduction ratio under rule `rescale`, and what it does where a run goes back.
  public var lambdaRule = DampingKind.levenbergMarquardt

  /// The factor by which λ grows where a step went badly, and by whose reciprocal it shrinks where one went well.
  public var lambdaFactor = LevenbergMarquardt().factor

  /// The defaults given with each property.
  public init() {}
}
