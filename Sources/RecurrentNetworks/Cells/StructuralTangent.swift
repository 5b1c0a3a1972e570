public import LinearAlgebra

/// A structural term over a window: its two factors and the tangents of the states that it weighs.
public struct StructuralTangent<Element: Scalar>: Sendable {
  /// The factor on Rh before the derivative of the activation is applied, see ``StructuralTerm/inner``.
  public let inner: Double
  /// The factor on Rh after it is applied, see ``StructuralTerm/outer``.
  public let outer: Double
  /// The tangents over the window.
  public let window: StateWindow<Element>

  /// A term with the tangents that it weighs.
  public init(_ term: StructuralTerm, of window: StateWindow<Element>) {
    (inner, outer) = (term.inner, term.outer)
    self.window = window
  }
}
