internal import Foundation
public import LinearAlgebra

/// A loss whose gradient is made of the columns of its factored Hessian: with H = R Rᵀ there is an r with R r = ∂ℓ/∂z.
///
/// The Gauss-Newton step of such a loss solves a least-squares problem, J̃ x ≈ −r̃ with J̃ = Rᵀ J (Ren & Goldfarb 2019, section 3).
public protocol FactoredLoss: LossFunction {
  /// r ← √w r in the coordinates of ``LossFunction/multiplyHessianRoot(_:predictions:_:)``: R r = ∂ℓ/∂z, of the shortest r.
  func copyResidual<Element>(into r: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)
}

extension MatchingLoss {
  /// Of squared errors p − y, of independent outputs (p − y) / √(p (1 − p)), of classes (p_k − y_k) / √p_k, each times √w. Where
  /// a probability is 0 by rounding, the smallest normal number stands for it.
  public func copyResidual<Element>(
    into r: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    copyGradient(into: r, predictions: p, rows)
    let least = Double(Element.leastNormalMagnitude)
    for i in 0..<r.rows {
      // r holds w (p − y).
      let root = Double(rows.weights[rows.start + i, 0]).squareRoot()
      for k in 0..<r.columns {
        let p = Double(p[i, k])
        let factor =
          switch kernel {
          case .squaredError: 1.0
          case .logistic: max(p * (1 - p), least).squareRoot()
          case .softmax: max(p, least).squareRoot()
          }
        r[i, k] = root > 0 ? Element(Double(r[i, k]) / (root * factor)) : 0
      }
    }
  }
}
