internal import RecurrentNetworks

/// One check of the suite: a name, what it proves, its bound, and how it is measured.
struct Invariant: Sendable {
  let name: String
  let proves: String
  let bound: @Sendable (InvariantProblem) -> Double
  let measure: @Sendable (InvariantProblem) throws -> Deviation
}

extension Invariant {
  /// The bound on a first derivative by differences: √2⁻⁵² = 1.5e-8. Central differences alone reach 2⁻³⁵ = 4e-11 of the
  /// size of a smooth function; the rest is for derivatives larger than the function.
  static let firstDifference: @Sendable (InvariantProblem) -> Double = { _ in 0x1p-26 }
  /// The bound on a second derivative by differences: ∛2⁻⁵² = 6e-6, where central differences alone reach √2⁻⁵².
  static let secondDifference: @Sendable (InvariantProblem) -> Double = { _ in 0x1p-17 }
  /// The bound where two ways differ by rounding alone; see ``InvariantProblem/roundingBound``.
  static let rounding: @Sendable (InvariantProblem) -> Double = { $0.roundingBound }
  /// No bit may differ.
  static let noBit: @Sendable (InvariantProblem) -> Double = { _ in 0 }

  /// All checks of a network, in the order in which they run: what the others rest on first.
  static func all(for problem: InvariantProblem) -> [Invariant] {
    [lossValue, gradient, jacobian, adjoint, gaussNewton, hessian]
      + StateDistance.forms(problem.linearization).map(structural)
      + [structuralTerm, symmetry, nonNegative, sequences, squaredGradients, empiricalFisher, monteCarloFisher]
      + [repetition, padding, threads, memory]
  }
}
