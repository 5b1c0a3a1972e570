public import LinearAlgebra

/// The adjoints of one layer over a window, with their directional derivatives: the arguments of an R-backward pass.
public struct AdjointWindow<Element: Scalar>: Sendable {
  /// The adjoints of the states from above (and from the future at the last step), and their derivatives.
  public let states: Matrix<Element>, Rstates: Matrix<Element>
  /// The deltas and their derivatives.
  public let deltas: Matrix<Element>, Rdeltas: Matrix<Element>
  /// The adjoint of the state before the window and its derivative, one row for each sequence.
  public let carry: Matrix<Element>, Rcarry: Matrix<Element>
}
