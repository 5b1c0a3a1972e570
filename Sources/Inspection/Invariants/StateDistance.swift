internal import Foundation
internal import LinearAlgebra
internal import RecurrentNetworks

/// The penalty of structural damping on the change of states, S = Σ D(s; s*), from what the cells keep.
///
/// `matching` takes every activation s = φ(a) of a cell, that of a gate as that of a simple cell; D is taken as a function of
/// s, which determines it as long as the step from s* crosses no kink:
///
///     matching    tanh       Σ p* log(p*/p) + q* log(q*/q),  p = (1 + s)/2, q = (1 − s)/2   (Martens & Sutskever 2011)
///                 logistic   the same with p = s, q = 1 − s
///                 relu, linear   ½ (s − s*)²
///                 softplus   ½ (s − s*)² / φ'(a*),  φ'(a*) = 1 − e^(−s*)
///     squared     ½ (h − h*)², over everything that the cell carries
///     quarter     ¼ of matching
enum StateDistance {
  /// What D is a function of: everything carried, and the activations.
  typealias States = (carried: [Double], activations: [(kernel: ActivationKernel, values: [Double])])

  /// The forms that can be had: those in the pre-activations of cells that say what they activate only.
  static func forms(_ linearization: Linearization<Double>) -> [StructuralForm] {
    linearization.knowsActivations ? [.matching, .squared, .quarter] : [.squared]
  }

  /// S in one form.
  static func total(_ form: StructuralForm, _ states: States, from fixed: States) -> Double {
    switch form {
    case .squared: squared(states.carried, fixed.carried)
    case .matching: matching(states, fixed)
    case .quarter: matching(states, fixed) / 4
    }
  }

  private static func squared(_ h: [Double], _ fixed: [Double]) -> Double {
    zip(h, fixed).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private static func matching(_ states: States, _ fixed: States) -> Double {
    zip(states.activations, fixed.activations).reduce(0) { sum, pair in
      let (s, fixed) = (pair.0.values, pair.1.values)
      return switch pair.0.kernel {
      case .tanh: zip(s, fixed).reduce(sum) { $0 + entropy(0.5 * ($1.0 - $1.1), 0.5 * (1 + $1.1), 0.5 * (1 - $1.1)) }
      case .logistic: zip(s, fixed).reduce(sum) { $0 + entropy($1.0 - $1.1, $1.1, 1 - $1.1) }
      case .relu, .linear: sum + squared(s, fixed)
      case .softplus: zip(s, fixed).reduce(sum) { $0 - 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) / expm1(-$1.1) }
      }
    }
  }

  /// p* log(p*/p) + q* log(q*/q) with p = p* + δ: its two parts cancel to first order, so both are taken from δ.
  private static func entropy(_ δ: Double, _ p: Double, _ q: Double) -> Double {
    guard p > 0, q > 0 else { return 0 }
    return -(p * log1p(δ / p) + q * log1p(-δ / q))
  }
}
