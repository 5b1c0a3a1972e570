public import LinearAlgebra

/// What Hessian-free optimization has to know about a model and its data: a loss, its gradient, and products with a
/// curvature matrix, each over the batch of a named role.
///
/// For one step the optimizer calls ``gradient(at:on:into:)``, then ``prepareCurvature(at:on:)``, then
/// ``curvatureProduct(_:structuralWeight:into:)`` many times, then ``loss(at:on:)`` for the trial points. Batches may
/// change between steps, never within one. An objective has identity (its batches, its prepared operator), hence a
/// class. Overflow is an answer, not an error: return infinity or NaN and the optimizer copes. Vectors handed in
/// as `into:` are overwritten in place; filling them with `copy(_:)` or `fill(_:)` keeps a solve free of allocations.
public protocol Objective<Element>: AnyObject {
  /// The precision of parameters, gradients and products. Losses are `Double` always.
  associatedtype Element: Scalar

  /// The number of parameters: the length of every vector below.
  var parameterCount: Int { get }

  /// The loss f(θ), weight decay included.
  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double

  /// Overwrites `gradient` with ∇f(θ), weight decay included, and returns the loss of the same pass.
  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double

  /// Fixes the curvature operator at θ until the next call: activations, samples, everything it depends on.
  func prepareCurvature(at θ: Vector<Element>, on role: BatchRole)

  /// Overwrites `product` with (G + w G_S) v: curvature with weight decay, plus `structuralWeight` w = λμ times the
  /// structural damping matrix. Without λ v, which the optimizer adds. Called twice with one vector it returns the same
  /// bits. An objective with no structural penalty ignores the weight.
  func curvatureProduct(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>)

  /// Overwrites `diagonal` with diag Ĝ, the sum of the squared gradients of single sequences over the divisor of the
  /// loss, on the prepared curvature batch and without weight decay. For ``PreconditionerKind/martens``.
  func squaredGradients(into diagonal: inout Vector<Element>)

  /// Overwrites `diagonal` with an unbiased, non-negative estimate of diag G on the prepared curvature batch, without
  /// weight decay. For ``PreconditionerKind/jacobi``.
  func diagonalEstimate(into diagonal: inout Vector<Element>)

  /// Adds the diagonal of the weight decay's curvature: κ for every parameter that decays.
  func addWeightDecay(to diagonal: inout Vector<Element>)

  /// Whether two roles are at present served from the same data, so that a loss found for one need not be computed
  /// again for the other. `false` is always right.
  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool
}
