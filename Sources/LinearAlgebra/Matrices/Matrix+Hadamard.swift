// Products element by element. The result may lie on one of the factors, if exactly.
extension Matrix {
  /// self ← α x ⊙ y (+ self where `adding`)
  public func copyHadamard(_ x: Matrix, _ y: Matrix, scale α: Double = 1, adding: Bool = false) {
    requireEqualShape(x)
    requireEqualShape(y)
    Element.kernelHadamard(rows, columns, Element(α), x.base, x.stride, y.base, y.stride, adding, base, stride)
  }

  /// self ← x ⊙ y + u ⊙ v (+ self where `adding`)
  public func copyHadamard(_ x: Matrix, _ y: Matrix, plus u: Matrix, _ v: Matrix, adding: Bool = false) {
    requireEqualShape(x)
    requireEqualShape(y)
    requireEqualShape(u)
    requireEqualShape(v)
    Element.kernelHadamardPair(
      rows, columns, x.base, x.stride, y.base, y.stride, u.base, u.stride, v.base, v.stride, adding, base, stride)
  }

  /// difference ← y − x, self ← x + w ⊙ difference: x where w is 0, y where it is 1.
  public func interpolate(_ w: Matrix, from x: Matrix, to y: Matrix, difference: Matrix) {
    requireEqualShape(w)
    requireEqualShape(x)
    requireEqualShape(y)
    requireEqualShape(difference)
    Element.kernelInterpolate(
      rows, columns, w.base, w.stride, x.base, x.stride, y.base, y.stride, difference.base, difference.stride, base,
      stride)
  }

  /// h ← φ(a), self ← x ⊙ h
  public func copyHadamard(_ x: Matrix, _ φ: ActivationKernel, of a: Matrix, activated h: Matrix) {
    requireEqualShape(x)
    requireEqualShape(a)
    requireEqualShape(h)
    Element.kernelActivateProduct(
      φ.rawValue, rows, columns, a.base, a.stride, x.base, x.stride, h.base, h.stride, base, stride)
  }

  /// self ← φ(self + x ⊙ y)
  public func activate(_ φ: ActivationKernel, addingHadamard x: Matrix, _ y: Matrix) {
    requireEqualShape(x)
    requireEqualShape(y)
    Element.kernelActivateSum(φ.rawValue, rows, columns, x.base, x.stride, y.base, y.stride, base, stride)
  }

  /// rest ← φ'(a) ⊙ (self − w ⊙ self) with h = φ(a), self ← w ⊙ self
  public func split(_ w: Matrix, rest: Matrix, _ φ: ActivationKernel, h: Matrix) {
    requireEqualShape(w)
    requireEqualShape(rest)
    requireEqualShape(h)
    Element.kernelSplit(
      φ.rawValue, rows, columns, w.base, w.stride, h.base, h.stride, base, stride, rest.base, rest.stride)
  }

  /// self ← φ'(a) ⊙ x ⊙ y (+ self where `adding`) with h = φ(a)
  public func copyDerivative(_ φ: ActivationKernel, h: Matrix, _ x: Matrix, _ y: Matrix, adding: Bool = false) {
    requireEqualShape(h)
    requireEqualShape(x)
    requireEqualShape(y)
    Element.kernelDerivativeProduct(
      φ.rawValue, rows, columns, h.base, h.stride, x.base, x.stride, y.base, y.stride, adding, base, stride)
  }
}
