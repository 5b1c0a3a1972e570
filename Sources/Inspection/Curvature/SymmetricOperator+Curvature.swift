internal import LinearAlgebra
public import RecurrentNetworks

extension SymmetricOperator {
  /// A curvature matrix of a network, with what damping adds where that is asked for: C + λ I + λμ G_S, and weight decay if
  /// the evaluator has one.
  ///
  /// - Parameters:
  ///   - curvature: C; the Monte-Carlo Fisher takes its targets from the sampling seed of the linearization.
  ///   - linearization: the point and the batch; it must stay the latest of its evaluator.
  ///   - lambda: λ; 0: undamped.
  ///   - mu: μ, which counts where λ is not 0.
  ///   - form: the form of G_S.
  public init(
    _ curvature: Curvature, at linearization: Linearization<Element>, lambda: Double = 0, mu: Double = 0,
    structural form: StructuralForm = .matching
  ) {
    let term = lambda * mu == 0 ? nil : StructuralTerm(form, weight: lambda * mu)
    self.init(size: linearization.parameterCount) { v, result in
      linearization.product(curvature, v, structural: term, into: &result)
      if lambda != 0 { result.add(lambda, v) }
    }
  }
}
