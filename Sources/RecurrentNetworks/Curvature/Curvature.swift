/// A curvature matrix of the loss over a batch, as far as products with it are concerned.
public enum Curvature: String, Codable, Sendable, CaseIterable {
  /// G = Σ Jᵀ H_ℓ J over the divisor (Schraudolph 2002): positive semi-definite.
  case gaussNewton = "gauss-newton"
  /// The exact Hessian (Pearlmutter 1994): indefinite.
  case hessian
  /// The Fisher matrix of the model, a step counted w_t times. For a matching loss it *is* the Gauss-Newton matrix.
  case fisher
  /// Σ_n g_n g_nᵀ over the divisor with targets sampled from the model, independently for each scored step, where step t
  /// enters g_n with √w_t: an unbiased estimate of ``fisher``.
  case monteCarloFisher = "monte-carlo-fisher"
  /// Σ_n g_n g_nᵀ over the divisor, g_n being the gradient of sequence n at the true targets.
  case empiricalFisher = "empirical-fisher"
  /// (∇f(θ + εv) − ∇f(θ − εv)) / 2ε: the check of ``hessian``, and the way without R-forward passes.
  case finiteDifference = "finite-difference"

  /// Whether it is the Gauss-Newton matrix, which the Fisher matrix of the model is for every matching loss.
  public var isGaussNewton: Bool { self == .gaussNewton || self == .fisher }
}
