internal import Foundation
internal import LinearAlgebra
internal import RecurrentNetworks

/// The penalty of structural damping on the change of states, S = Σ D(h; h*), from the states alone.
///
/// D is taken as a function of h, which determines it as long as the step from h* crosses no kink:
///
///     matching    tanh       Σ p* log(p*/p) + q* log(q*/q),  p = (1 + h)/2, q = (1 − h)/2   (Martens & Sutskever 2011)
///                 logistic   the same with p = h, q = 1 − h
///                 relu, linear   ½ (h − h*)²
///     squared     ½ (h − h*)², over everything that the cell carries
///     quarter     ¼ of matching
enum StateDistance {
  /// The forms that can be had from the states of a cell: those in the pre-activations of the simple one only.
  static func forms(_ definition: NetworkDefinition) -> [StructuralForm] {
    definition.cell == "tanh" ? [.matching, .squared, .quarter] : [.squared]
  }

  /// S in each of some forms.
  static func totals(
    _ forms: [StructuralForm], _ h: [Double], from fixed: [Double], _ activation: Activation
  ) -> [Double] {
    let squared = zip(h, fixed).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    let matching =
      switch activation {
      case .tanh: zip(h, fixed).reduce(0) { $0 + entropy(0.5 * ($1.0 - $1.1), 0.5 * (1 + $1.1), 0.5 * (1 - $1.1)) }
      case .logistic: zip(h, fixed).reduce(0) { $0 + entropy($1.0 - $1.1, $1.1, 1 - $1.1) }
      case .relu, .linear: squared
      }
    return forms.map { form in
      switch form {
      case .matching: matching
      case .squared: squared
      case .quarter: matching / 4
      }
    }
  }

  /// p* log(p*/p) + q* log(q*/q) with p = p* + δ: its two parts cancel to first order, so both are taken from δ.
  private static func entropy(_ δ: Double, _ p: Double, _ q: Double) -> Double {
    guard p > 0, q > 0 else { return 0 }
    return -(p * log1p(δ / p) + q * log1p(-δ / q))
  }
}
