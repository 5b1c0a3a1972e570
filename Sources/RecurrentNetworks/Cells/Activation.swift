public import LinearAlgebra

/// The activation φ of a simple recurrent network, h = φ(a).
public enum Activation: String, Codable, Sendable, CaseIterable {
  case tanh
  case logistic
  /// max(0, a), with φ'(0) = 0.
  case relu
  case linear
  /// log(1 + eᵃ), a smooth relu.
  case softplus

  /// The kernel that computes it.
  public var kernel: ActivationKernel {
    switch self {
    case .tanh: .tanh
    case .logistic: .logistic
    case .relu: .relu
    case .linear: .linear
    case .softplus: .softplus
    }
  }
}
