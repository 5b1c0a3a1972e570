/// The distance whose curvature structural damping adds (Martens & Sutskever 2011, section 3.2).
///
/// The penalty on the change of the hidden states, S, has value and gradient 0 at the present parameters; its Hessian
/// there is G_S = Σ J_aᵀ D'' J_a over the divisor of the batch, with D'' the curvature of the distance in the
/// pre-activation a. Published values of μ are not comparable between codes; these forms say what ours multiplies.
public enum StructuralForm: String, Codable, Sendable, CaseIterable {
  /// The loss that matches φ: D'' = diag φ'(a). For tanh this is the paper's cross-entropy.
  case matching
  /// Half the squared change of the state: D'' = diag φ'(a)².
  case squared
  /// A quarter of `matching`, the scale of the authors' 2011 code.
  case quarter
}
