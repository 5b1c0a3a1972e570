public import RecurrentNetworks

extension Curvature {
  /// What steps with this matrix are, in words; nil for the Gauss-Newton matrix, which needs none.
  ///
  /// With the Fisher matrix of the model a damped step is a natural gradient (Amari 1998; Martens 2020, *New insights and
  /// perspectives on the natural gradient method*). For matching losses it is the Gauss-Newton matrix too (Schraudolph 2002).
  public var words: String? {
    switch self {
    case .gaussNewton: nil
    case .hessian: "curvature: the exact Hessian, damped; conjugate gradients end where its curvature is negative"
    case .fisher: "curvature: the Fisher matrix of the model, so that steps are damped natural gradients"
    case .monteCarloFisher:
      "curvature: the Fisher matrix by targets drawn from the model, so that steps are damped natural gradients, sampled"
    case .empiricalFisher: "curvature: the empirical Fisher matrix, of the true targets; steps are no natural gradients"
    case .finiteDifference: "curvature: the Hessian by differences of gradients, damped"
    }
  }
}
