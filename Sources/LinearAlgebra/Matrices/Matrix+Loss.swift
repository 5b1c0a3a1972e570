extension Matrix {
  /// Turns logits into predictions (values, probabilities) and returns Σ w ℓ over the rows.
  ///
  /// - Parameters:
  ///   - loss: the loss.
  ///   - targets: the targets; classes have been validated against the number of columns.
  ///   - weights: the weights w, a matrix of one column.
  ///   - start: the row of targets and weights to which row 0 of self belongs.
  public func applyLoss(
    _ loss: LossKernel, targets: LossTargets<Element>, weights: Matrix, from start: Int
  ) -> Double {
    requireRows(targets, weights, from: start)
    return targets.withPointers(from: start) { y, ldy, classes in
      Element.kernelLoss(loss.rawValue, rows, columns, base, stride, y, ldy, classes, weights.base + start)
    }
  }

  /// self ← w (p − y), the gradient of the loss with respect to the logits.
  public func copyLossGradient(
    predictions p: Matrix, targets: LossTargets<Element>, weights: Matrix, from start: Int
  ) {
    requireEqualShape(p)
    requireRows(targets, weights, from: start)
    targets.withPointers(from: start) { y, ldy, classes in
      Element.kernelLossGradient(
        rows, columns, p.base, p.stride, y, ldy, classes, weights.base + start, base, stride)
    }
  }

  /// self ← w H self, H the Hessian of the loss with respect to the logits.
  public func multiplyLossHessian(_ loss: LossKernel, predictions p: Matrix, weights: Matrix, from start: Int) {
    requireEqualShape(p)
    requireRows(nil, weights, from: start)
    Element.kernelLossHessian(loss.rawValue, rows, columns, p.base, p.stride, weights.base + start, base, stride)
  }

  /// self ← √w R self with R Rᵀ = H.
  public func multiplyLossHessianRoot(_ loss: LossKernel, predictions p: Matrix, weights: Matrix, from start: Int) {
    requireEqualShape(p)
    requireRows(nil, weights, from: start)
    Element.kernelLossHessianRoot(loss.rawValue, rows, columns, p.base, p.stride, weights.base + start, base, stride)
  }

  private func requireRows(_ targets: LossTargets<Element>?, _ weights: Matrix, from start: Int) {
    let needed = start + rows
    precondition(start >= 0 && weights.rows >= needed, "\(needed) weights are needed, got \(weights.rows)")
    switch targets {
    case .values(let values):
      precondition(
        values.rows >= needed && values.columns == columns,
        "targets of \(needed)×\(columns) are needed, got \(values.rows)×\(values.columns)")
    case .classes(let classes):
      precondition(classes.count >= needed, "\(needed) classes are needed, got \(classes.count)")
    case nil: break
    }
  }
}
