public import LinearAlgebra

/// An approximate eigenvalue with its vector.
public struct Eigenpair<Element: Scalar>: Sendable {
  /// The value θ.
  public let value: Double
  /// A bound on its error: ‖A x − θ x‖, computed as such. Within this distance of θ there is an eigenvalue of A.
  public let residual: Double
  /// The vector x, of norm 1; nil where it was not kept.
  public internal(set) var vector: Vector<Element>?
}
