/// The activation functions that have kernels. Their derivatives are functions of h = φ(a).
public enum ActivationKernel: Int32, Sendable {
  case tanh = 0
  case logistic = 1
  case relu = 2
  case linear = 3
  case softplus = 4
}
