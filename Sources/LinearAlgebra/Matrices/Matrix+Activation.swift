extension Matrix {
  /// self ← φ(self)
  @inlinable
  public func activate(_ φ: ActivationKernel) {
    Element.kernelActivate(φ.rawValue, rows, columns, base, stride)
  }

  /// self ← φ'(a) ⊙ self with h = φ(a)
  @inlinable
  public func multiplyDerivative(_ φ: ActivationKernel, h: Matrix) {
    requireEqualShape(h)
    Element.kernelTangent(φ.rawValue, rows, columns, h.base, h.stride, base, stride)
  }

  /// self ← φ'(a) ⊙ (self + inner Rh) + outer Rh with h = φ(a): the adjoint of a pre-activation with a structural term.
  @inlinable
  public func multiplyDerivative(
    _ φ: ActivationKernel, h: Matrix, addingInner inner: Double, outer: Double, of Rh: Matrix
  ) {
    requireEqualShape(h)
    requireEqualShape(Rh)
    Element.kernelAdjoint(
      φ.rawValue, rows, columns, h.base, h.stride, Rh.base, Rh.stride, Element(inner), Element(outer), base, stride)
  }

  /// The adjoint of a pre-activation (self, from h̄ to ā) together with its tangent (`tangent`, from Rh̄ to Rā).
  ///
  ///     Rā ← φ'(a) ⊙ (Rh̄ + inner Rh) + φ''(a)/φ'(a) ⊙ Rh ⊙ h̄ + outer Rh
  ///     ā  ← φ'(a) ⊙ h̄
  @inlinable
  public func multiplyDerivative(
    _ φ: ActivationKernel, h: Matrix, Rh: Matrix, inner: Double, outer: Double, tangent: Matrix
  ) {
    requireEqualShape(h)
    requireEqualShape(Rh)
    requireEqualShape(tangent)
    Element.kernelAdjointTangent(
      φ.rawValue, rows, columns, h.base, h.stride, Rh.base, Rh.stride, Element(inner), Element(outer), base, stride,
      tangent.base, tangent.stride)
  }
}
