public import LinearAlgebra

/// A matching loss whose maps are kernels.
public protocol MatchingLoss: FactoredLoss {
  /// The kernel that computes it.
  var kernel: LossKernel { get }
}

extension MatchingLoss {
  /// z ← p, returning Σ w ℓ.
  public func apply<Element>(to z: Matrix<Element>, _ rows: LossRows<Element>) -> Double {
    z.applyLoss(kernel, targets: rows.targets, weights: rows.weights, from: rows.start)
  }

  /// z̄ ← w (p − y).
  public func copyGradient<Element>(
    into z̄: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    z̄.copyLossGradient(predictions: p, targets: rows.targets, weights: rows.weights, from: rows.start)
  }

  /// u ← w H u.
  public func multiplyHessian<Element>(
    _ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    u.multiplyLossHessian(kernel, predictions: p, weights: rows.weights, from: rows.start)
  }

  /// s ← √w R s with R Rᵀ = H.
  public func multiplyHessianRoot<Element>(
    _ s: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    s.multiplyLossHessianRoot(kernel, predictions: p, weights: rows.weights, from: rows.start)
  }

  /// s ← √w (p − ŷ).
  public func copySampledGradient<Element>(
    into s: Matrix<Element>, predictions p: Matrix<Element>, weight w: Double, using generator: inout Philox
  ) {
    s.copySampledResidual(kernel, predictions: p, weight: w, using: &generator)
  }
}
