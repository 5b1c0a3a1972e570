public import LinearAlgebra

/// What an optimizer has to know about a model and its data: a loss, its gradient, and the curvature at a point, each over
/// the batch of a named role.
///
/// Hessian-free optimization calls ``gradient(at:on:into:)``, then ``linearize(at:on:)``, whose operator takes part in many
/// products, then ``loss(at:on:)`` for the trial points. Batches may change between steps, never within one. An objective
/// has identity (its batches), hence a class. Overflow is an answer, not an error: return infinity or NaN and the
/// optimizer copes. Vectors handed in as `into:` are overwritten in place; filling them with `copy(_:)` or `fill(_:)`
/// keeps a solve free of allocations.
public protocol Objective<Element>: AnyObject {
  /// The precision of parameters, gradients and products. Losses are `Double` always.
  associatedtype Element: Scalar
  /// The curvature at a point, with all that it can do beside products: see ``CurvatureAbility``.
  associatedtype Curvature: CurvatureOperator<Element>

  /// The number of parameters: the length of every vector below.
  var parameterCount: Int { get }

  /// The loss f(θ), weight decay included.
  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double

  /// Overwrites `gradient` with ∇f(θ), weight decay included, and returns the loss of the same pass.
  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double

  /// The curvature at θ over a batch: activations, samples, everything it depends on is fixed in it. It is used until the
  /// next one is asked for.
  func linearize(at θ: Vector<Element>, on role: BatchRole) -> Curvature

  /// Whether two roles are at present served from the same data, so that a loss found for one need not be computed
  /// again for the other. `false` is always right.
  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool
}

extension Objective {
  /// Every role has data of its own.
  public func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { first == second }
}
