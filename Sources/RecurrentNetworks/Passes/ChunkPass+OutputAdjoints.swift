internal import LinearAlgebra
internal import Losses

// What a backward pass starts from: adjoints of the logits in the scored rows of a window.
extension ChunkPass {
  /// z̄ ← w ∂ℓ/∂z, the gradient of the loss.
  func lossGradient(_ window: Window, _ z̄: Matrix<Element>) {
    network.loss.function.copyGradient(
      into: z̄, predictions: predictions.rows(scored(window)), chunk.lossRows(from: window.scored.lowerBound))
  }

  /// Rz̄ ← w H_ℓ Rz, the middle factor of the Gauss-Newton product.
  func gaussNewton(_ window: Window, _ Rz̄: Matrix<Element>) {
    Rz̄.copy(outputTangents(window))
    multiplyLossHessian(window, Rz̄)
  }

  /// Rz̄ ← w F_ℓ Rz, the middle factor of a product with the Fisher matrix of the model.
  func fisher(_ window: Window, _ Rz̄: Matrix<Element>) {
    Rz̄.copy(outputTangents(window))
    network.loss.function.multiplyFisher(
      Rz̄, predictions: predictions.rows(scored(window)), chunk.lossRows(from: window.scored.lowerBound))
  }

  /// u ← w H_ℓ u
  func multiplyLossHessian(_ window: Window, _ u: Matrix<Element>) {
    network.loss.function.multiplyHessian(
      u, predictions: predictions.rows(scored(window)), chunk.lossRows(from: window.scored.lowerBound))
  }

  /// s ← √w R s with R Rᵀ = H_ℓ
  func multiplyLossHessianRoot(_ window: Window, _ s: Matrix<Element>) {
    network.loss.function.multiplyHessianRoot(
      s, predictions: predictions.rows(scored(window)), chunk.lossRows(from: window.scored.lowerBound))
  }

  /// s ← √w R u with R Rᵀ = H_ℓ, R without columns to spare.
  func multiplyLossHessianFactor(
    of loss: any FactoredLoss, _ window: Window, _ u: Matrix<Element>, into s: Matrix<Element>
  ) {
    loss.multiplyHessianFactor(
      u, into: s, predictions: predictions.rows(scored(window)), chunk.lossRows(from: window.scored.lowerBound))
  }
}

extension Chunk {
  /// What the scored rows from `start` on are compared with.
  func lossRows(from start: Int) -> LossRows<Element> { LossRows(targets, weights: weights, from: start) }
}
