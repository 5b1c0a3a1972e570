internal import LinearAlgebra

extension ConjugateGradient {
  /// x ← c w and r ← b − A x for the warm start w = ξ · start, and notes q(x_0). Returns c.
  ///
  ///     c = clip(wᵀb / wᵀAw, 0, 1)        q(x_0) = c (½ c wᵀAw − wᵀb) ≤ 0
  ///
  /// c is the best multiple of w on the new data, kept from growing: a warm start that has become bad costs one product and
  /// no more. Without the guard q(x_0) > 0 would keep the test of relative progress from ever being met. Where the curvature
  /// along w is not positive or anything overflows, c = 0.
  mutating func begin(
    _ b: Vector<Element>, from start: Vector<Element>?, scaledBy ξ: Double, with A: Operator
  ) -> Double {
    precondition(b.count == x.count, "a workspace for \(x.count) unknowns cannot take a right-hand side of \(b.count)")
    r.copy(b)  // r ← b
    if let start, ξ > 0 {
      x.copy(start)
      x.scale(ξ)  // x ← w
      A(x, &Ap)
      products += 1
      let wᵀb = x.dot(b)
      let wᵀAw = x.dot(Ap)
      if wᵀAw > 0, wᵀAw.isFinite, wᵀb > 0, wᵀb.isFinite {
        let c = min(wᵀb / wᵀAw, 1)
        x.scale(c)  // x ← c w
        r.add(-c, Ap)  // r ← b − c A w
        quadratics.append(c * (0.5 * c * wᵀAw - wᵀb))
        return c
      }
    }
    x.fill(0)
    quadratics.append(0)
    return 0
  }

  /// x ← (length / ‖p‖) p, the step along p = M⁻¹b when there is no positive curvature to give it a length of its own.
  ///
  ///     q(s p) = s slope + ½ s² curvature,  slope = −bᵀp < 0,  curvature = pᵀAp ≤ 0
  mutating func descend(to length: Double, slope: Double, curvature: Double) {
    let s = length / p.norm
    x.copy(p)
    x.scale(s)
    iterates.append(x, iteration: 0, quadratic: s * slope + 0.5 * s * s * curvature)
  }

  /// r ← b − A x
  mutating func computeResidual(_ b: Vector<Element>, with A: Operator) {
    A(x, &Ap)
    products += 1
    r.copy(b)
    r.add(-1, Ap)
  }

  /// Why rᵀM⁻¹r cannot be gone on with, if it cannot.
  func breakdown(_ rᵀy: Double) -> ConjugateGradientOutcome? {
    guard rᵀy.isFinite else { return .notFinite }
    return rᵀy < 0 ? .indefinitePreconditioner : nil
  }

  /// Keeps x as the last iterate, unless it is held already, is the 0 that was started from, or has overflowed.
  mutating func keepLast(_ i: Int, startedAtZero: Bool) {
    guard let q = quadratics.last, i == quadratics.count - 1 else { return }
    if iterates.endsWith(i) || (i == 0 && startedAtZero) { return }
    iterates.append(x, iteration: i, quadratic: q)
  }
}
