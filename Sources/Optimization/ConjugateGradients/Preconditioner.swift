public import LinearAlgebra

/// A diagonal preconditioner M, or the identity. It approximates the matrix itself: applying it solves M z = r.
public struct Preconditioner<Element: Scalar>: Sendable {
  private var diagonal: Vector<Element>?

  /// M = I, until ``prepare(_:for:damping:)`` builds something else.
  public init() {}

  /// M = diag(diagonal). Every element has to be positive; conjugate gradients report it when the matrix shows not
  /// to be.
  public init(diagonal: Vector<Element>) {
    self.diagonal = diagonal
  }

  /// Builds M of the given kind for the operator that `objective` has prepared.
  ///
  /// The structural damping matrix is not part of M.
  public mutating func prepare(
    _ kind: PreconditionerKind, for objective: some Objective<Element>, damping λ: Double
  ) {
    guard kind != .none else {
      diagonal = nil
      return
    }
    var d = diagonal.take() ?? Vector(count: objective.parameterCount)
    switch kind {
    case .none: break
    case .martens:
      objective.squaredGradients(into: &d)
      objective.addWeightDecay(to: &d)
      d.raise(adding: λ, to: 0.75)  // M ← (diag Ĝ + κ + λ)^¾
    case .jacobi:
      objective.diagonalEstimate(into: &d)
      objective.addWeightDecay(to: &d)
      d.raise(adding: λ, to: 1)  // M ← d + κ + λ
    }
    diagonal = d
  }

  /// z ← M⁻¹ r, without allocating.
  public func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    z.copy(r)
    if let diagonal { z.divide(by: diagonal) }
  }
}
