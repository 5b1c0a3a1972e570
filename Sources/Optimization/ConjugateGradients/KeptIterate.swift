public import LinearAlgebra

/// One iterate of conjugate gradients that was kept for backtracking.
public struct KeptIterate<Element: Scalar>: Sendable {
  /// i, the number of iterations that led to it.
  public let iteration: Int
  /// δ_i
  public let direction: Vector<Element>
  /// q(δ_i)
  public let quadratic: Double
  /// The loss at θ + δ_i on the backtracking batch, where the solve has computed it.
  public let heldOutLoss: Double?
}
