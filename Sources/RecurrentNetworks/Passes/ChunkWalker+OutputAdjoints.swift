internal import LinearAlgebra

// What a way back starts from: adjoints of the logits in the scored rows of a window.
extension ChunkWalker {
  /// z̄ ← w (p − y), the gradient of the loss.
  func lossGradient(_ window: Window, _ z̄: Matrix<Element>) {
    z̄.copyLossGradient(
      predictions: predictions.rows(scored(window)), targets: chunk.targets, weights: chunk.weights,
      from: window.scored.lowerBound)
  }

  /// Rz̄ ← w H_ℓ Rz, the middle factor of the Gauss-Newton product.
  func gaussNewton(_ window: Window, _ Rz̄: Matrix<Element>) {
    Rz̄.copy(outputTangents(window))
    multiplyLossHessian(window, Rz̄)
  }

  /// u ← w H_ℓ u
  func multiplyLossHessian(_ window: Window, _ u: Matrix<Element>) {
    u.multiplyLossHessian(
      network.loss.kernel, predictions: predictions.rows(scored(window)), weights: chunk.weights,
      from: window.scored.lowerBound)
  }

  /// s ← √w R s with R Rᵀ = H_ℓ
  func multiplyLossHessianRoot(_ window: Window, _ s: Matrix<Element>) {
    s.multiplyLossHessianRoot(
      network.loss.kernel, predictions: predictions.rows(scored(window)), weights: chunk.weights,
      from: window.scored.lowerBound)
  }
}
