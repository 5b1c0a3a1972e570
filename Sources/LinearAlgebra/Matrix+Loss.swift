extension Matrix {
  /// Turns logits into predictions (values, probabilities) and returns Σ w ℓ over the rows.
  ///
  /// - Parameters:
  ///   - targets: the targets; row i of self belongs to row `start + i`.
  ///   - weights: the weights w of the rows, a matrix of one column; row i of self belongs to row `start + i`.
  public func applyLoss(
    _ loss: LossKernel, targets: LossTargets<Element>, weights: Matrix, from start: Int
  ) -> Double {
    targets.withPointers(from: start) { y, ldy, classes in
      Element.kernelLoss(loss.rawValue, rows, columns, base, stride, y, ldy, classes, weights.base + start)
    }
  }

  /// self ← w (p − y), the gradient of the loss with respect to the logits.
  public func copyLossGradient(
    predictions p: Matrix, targets: LossTargets<Element>, weights: Matrix, from start: Int
  ) {
    requireEqualShape(p)
    targets.withPointers(from: start) { y, ldy, classes in
      Element.kernelLossGradient(
        rows, columns, p.base, p.stride, y, ldy, classes, weights.base + start, base, stride)
    }
  }

  /// self ← w H self, H the Hessian of the loss with respect to the logits.
  public func multiplyLossHessian(_ loss: LossKernel, predictions p: Matrix, weights: Matrix, from start: Int) {
    requireEqualShape(p)
    Element.kernelLossHessian(loss.rawValue, rows, columns, p.base, p.stride, weights.base + start, base, stride)
  }

  /// self ← √w R self with R Rᵀ = H.
  public func multiplyLossHessianRoot(_ loss: LossKernel, predictions p: Matrix, weights: Matrix, from start: Int) {
    requireEqualShape(p)
    Element.kernelLossHessianRoot(loss.rawValue, rows, columns, p.base, p.stride, weights.base + start, base, stride)
  }
}
