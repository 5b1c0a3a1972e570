public import LinearAlgebra

extension Objective {
  /// Not provided: traps. Implement it to use ``PreconditionerKind/martens``.
  public func squaredGradients(into diagonal: inout Vector<Element>) {
    preconditionFailure(
      "\(Self.self) provides no squared gradients, from which the preconditioner `martens` is built: implement squaredGradients(into:) or choose the preconditioner `none`"
    )
  }

  /// Not provided: traps. Implement it to use ``PreconditionerKind/jacobi``.
  public func diagonalEstimate(into diagonal: inout Vector<Element>) {
    preconditionFailure(
      "\(Self.self) provides no estimate of its curvature's diagonal, from which the preconditioner `jacobi` is built: implement diagonalEstimate(into:) or choose the preconditioner `none`"
    )
  }

  /// No weight decay.
  public func addWeightDecay(to diagonal: inout Vector<Element>) {}

  /// Every role has data of its own.
  public func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { first == second }
}
