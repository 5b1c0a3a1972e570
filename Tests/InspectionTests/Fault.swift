/// One mistake that a cell can make.
enum Fault: String, CaseIterable {
  /// The tangent uses the derivative of another activation.
  case tangentDerivative
  /// The tangent has the wrong sign.
  case tangentSign
  /// The backward pass forgets what flows back from the step after.
  case backwardRecurrence
  /// The backward pass gives nothing to the state before the first step.
  case backwardCarry
  /// The gradient of the biases is missing.
  case biasGradient
  /// The structural term is twice what it should be.
  case structuralFactor
  /// The structural term is subtracted.
  case structuralSign
  /// The structural term ignores the form and is always that of `squared`.
  case structuralForm
  /// The structural term is missing in the R-backward pass.
  case structuralInHessian
  /// The exact Hessian lacks the term with φ''.
  case hessianBend
  /// The exact Hessian lacks V_hhᵀ ā.
  case hessianDirection
  /// A state takes a little from the sequence before it in the batch.
  case leak
  /// Each call sees a trace of the calls before it, at the size of rounding.
  case drift
  /// Each call sees a trace of the calls before it, and more than that.
  case coarseDrift
  /// Another thread computes something else.
  case thread
  /// What is computed again differs from what was computed first.
  case recomputation

  /// The checks that it makes fail.
  var failing: Set<String> {
    let structural: Set = ["structural-matching", "structural-squared", "structural-quarter"]
    switch self {
    case .tangentDerivative:
      return structural.union(["jacobian", "adjoint", "gauss-newton", "hessian", "symmetry", "empirical-fisher"])
    case .tangentSign:
      return Fault.tangentDerivative.failing.union(["non-negative", "monte-carlo-fisher"])
    case .backwardRecurrence:
      return Fault.backwardCarry.failing.union(["monte-carlo-fisher"])
    case .backwardCarry:
      // A batch of one has other windows, so what is lost between windows differs.
      return structural.union([
        "gradient", "adjoint", "gauss-newton", "hessian", "structural-term", "symmetry", "sequences",
        "squared-gradients", "empirical-fisher",
      ])
    case .biasGradient:
      // The Hessian lacks the same rows as differences of the gradient.
      return structural.union(["gradient", "adjoint", "gauss-newton", "symmetry", "empirical-fisher"])
    case .structuralFactor: return structural
    case .structuralSign: return structural.union(["non-negative"])
    case .structuralForm: return structural.subtracting(["structural-squared"])
    case .structuralInHessian: return ["structural-term"]
    case .hessianBend: return ["hessian"]
    case .hessianDirection: return ["hessian", "symmetry"]
    case .leak:
      return structural.union([
        "gradient", "jacobian", "gauss-newton", "hessian", "sequences", "squared-gradients", "empirical-fisher",
      ])
    case .drift: return ["repetition", "padding", "threads", "memory"]
    case .coarseDrift: return Fault.leak.failing.union(Fault.drift.failing).union(["loss"])
    case .thread: return ["threads"]
    case .recomputation: return ["memory"]
    }
  }
}
