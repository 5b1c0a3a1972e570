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
    case .softplus: log1p(exp(a))
    }
  }

  /// Φ(a) with Φ' = φ
  func integral(_ a: Double) -> Double {
    switch self {
    case .tanh: log(cosh(a))
    case .logistic: log1p(exp(a))
    case .relu: 0.5 * max(0, a) * max(0, a)
    case .linear: 0.5 * a * a
    case .softplus: quadrature(from: 0, to: a)
    }
  }

  /// ∫ φ by Gauss's rule of three points on 64 intervals: for the smooth φ of small arguments to rounding.
  private func quadrature(from start: Double, to end: Double) -> Double {
    let width = (end - start) / 64
    return (0..<64).reduce(0) { sum, k in
      let middle = start + (Double(k) + 0.5) * width
      let reach = 0.5 * width * 0.6.squareRoot()
      return sum + width / 18 * (5 * value(middle - reach) + 8 * value(middle) + 5 * value(middle + reach))
    }
  }
}
