public import Optimization

/// The optimizers that a run can be trained with.
public enum OptimizerKind: String, Codable, Sendable, CaseIterable {
  /// Hessian-free optimization.
  case hessianFree = "hf"
  /// Gradient descent with momentum.
  case sgd
  /// Gradient descent with Nesterov's momentum.
  case nesterov
  /// RMSprop.
  case rmsprop
  /// Adam.
  case adam

  /// The method, where it is one of first order.
  public var method: FirstOrderMethod? {
    switch self {
    case .hessianFree: nil
    case .sgd: .sgd
    case .nesterov: .nesterov
    case .rmsprop: .rmsprop
    case .adam: .adam
    }
  }

  init(_ method: FirstOrderMethod?) {
    self =
      switch method {
      case nil: .hessianFree
      case .sgd: .sgd
      case .nesterov: .nesterov
      case .rmsprop: .rmsprop
      case .adam: .adam
      }
  }
}

extension ExperimentConfiguration {
  /// The optimizer that trains.
  public var optimizerKind: OptimizerKind { OptimizerKind(firstOrder?.method) }
}
