/// The structural term of one curvature product, in the two places where it enters the backward pass.
///
///     ā ← φ'(a) ⊙ (h̄ + inner Rh) + outer Rh
///
/// With Rh = φ'(a) ⊙ Ra, `outer` adds φ'(a) Ra (the forms `matching` and `quarter`), `inner` adds φ'(a)² Ra (`squared`).
public struct StructuralTerm: Sendable, Equatable {
  /// The factor on Rh before the activation's derivative is applied.
  public let inner: Double
  /// The factor on Rh after the activation's derivative is applied.
  public let outer: Double

  /// The term of weight λμ in a given form.
  public init(_ form: StructuralForm, weight: Double) {
    switch form {
    case .matching: (inner, outer) = (0, weight)
    case .quarter: (inner, outer) = (0, weight / 4)
    case .squared: (inner, outer) = (weight, 0)
    }
  }
}
