/// Which matrix M, close to the damped curvature and easy to invert, conjugate gradients are preconditioned with.
public enum PreconditionerKind: String, Codable, Sendable, CaseIterable {
  /// M = I. The default: on recurrent networks a diagonal brings nothing measurable.
  case none
  /// M = (diag Ĝ + κ + λ)^¾ with diag Ĝ the summed squares of the gradients of single sequences (Martens 2010,
  /// section 4.7). The power below one keeps the spread of M moderate.
  case martens
  /// M = d + κ + λ with d an unbiased estimate of diag G (Chapelle & Erhan 2011).
  case jacobi
}
