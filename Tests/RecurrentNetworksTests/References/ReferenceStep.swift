import Foundation
import RecurrentNetworks

/// What one layer of the reference computes at one step.
struct ReferenceStep {
  /// The output.
  var h: [Double]
  /// Everything that goes on to the next step, h first.
  var carried: [Double]
  /// The pre-activations with their activations.
  var activated: [(a: Double, φ: Activation)]
}

extension Activation {
  /// φ(a)
  func value(_ a: Double) -> Double {
    switch self {
    case .tanh: Foundation.tanh(a)
    case .logistic: 1 / (1 + exp(-a))
    case .relu: max(0, a)
    case .linear: a
    }
  }

  /// Φ(a) with Φ' = φ
  func integral(_ a: Double) -> Double {
    switch self {
    case .tanh: log(cosh(a))
    case .logistic: log1p(exp(a))
    case .relu: 0.5 * max(0, a) * max(0, a)
    case .linear: 0.5 * a * a
    }
  }
}
