internal import Foundation
public import LinearAlgebra

/// A loss whose Hessian is a product of few columns, and whose gradient is made of the same columns: H = R Rᵀ and R r = ∂ℓ/∂z.
///
/// The Gauss-Newton step of such a loss solves a least-squares problem, J̃ x ≈ −r̃ with J̃ = Rᵀ J (Ren & Goldfarb 2019, section 3).
/// R is another factor than that of ``LossFunction/multiplyHessianRoot(_:predictions:_:)``: it has no columns to spare.
public protocol FactoredLoss: LossFunction {
  /// The columns of R: the rank of the Hessian of a step with so many outputs.
  func rank(outputs: Int) -> Int

  /// s ← √w R u for each row u of as many columns as R; s may not be u.
  func multiplyHessianFactor<Element>(
    _ u: Matrix<Element>, into s: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)

  /// r ← √w r with R r = ∂ℓ/∂z; as many columns as R.
  func copyResidual<Element>(into r: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)
}

/// Where a probability is 0 by rounding, the smallest normal number stands for it.
extension MatchingLoss {
  /// One for each output; of classes one less, since their probabilities add up to 1.
  public func rank(outputs: Int) -> Int { kernel == .softmax ? outputs - 1 : outputs }

  /// Of squared errors √w u, of independent outputs √(w p (1 − p)) ⊙ u. Of K classes R is diag(√p) Q, where the K − 1
  /// columns of Q are those of the reflection which maps √p to −e_K: Q Qᵀ = I − √p √pᵀ, and the product with its transpose is
  /// diag p − p pᵀ.
  public func multiplyHessianFactor<Element>(
    _ u: Matrix<Element>, into s: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    let last = s.columns - 1
    for i in 0..<s.rows {
      let root = Double(rows.weights[rows.start + i, 0]).squareRoot()
      func put(_ k: Int, _ factor: Double) { s[i, k] = Element(root * factor) }
      switch kernel {
      case .squaredError: for k in 0...last { put(k, Double(u[i, k])) }
      case .logistic: for k in 0...last { put(k, Self.scale(Double(p[i, k]), Element.self) * Double(u[i, k])) }
      case .softmax:
        // u − β (√p + e_K) √pᵀu with β = 1 / (1 + √p_K); u has no number K.
        let roots = (0...last).map { Self.root(p[i, $0]) }
        let part = (0..<last).reduce(0) { $0 + roots[$1] * Double(u[i, $1]) } / (1 + roots[last])
        for k in 0..<last { put(k, roots[k] * (Double(u[i, k]) - part * roots[k])) }
        put(last, -roots[last] * part * (roots[last] + 1))
      }
    }
  }

  /// Of squared errors p − y, of independent outputs (p − y) / √(p (1 − p)), of classes Qᵀ of (p − y) / √p, each times √w.
  public func copyResidual<Element>(
    into r: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>
  ) {
    let gradient = Matrix<Element>(rows: p.rows, columns: p.columns)
    copyGradient(into: gradient, predictions: p, rows)
    let last = p.columns - 1
    for i in 0..<r.rows {
      // The gradient is w (p − y).
      let root = Double(rows.weights[rows.start + i, 0]).squareRoot()
      guard root > 0 else {
        r.rows(i..<i + 1).fill(0)
        continue
      }
      func scaled(_ k: Int, _ factor: Double) -> Double { Double(gradient[i, k]) / (root * factor) }
      for k in 0..<r.columns {
        switch kernel {
        case .squaredError: r[i, k] = Element(scaled(k, 1))
        case .logistic: r[i, k] = Element(scaled(k, Self.scale(Double(p[i, k]), Element.self)))
        case .softmax:
          let (own, end) = (Self.root(p[i, k]), Self.root(p[i, last]))
          // (p − y) / √p is at right angles to √p: of √p + e_K only its last number is left.
          r[i, k] = Element(scaled(k, own) - own / (1 + end) * scaled(last, end))
        }
      }
    }
  }

  private static func root<Element: Scalar>(_ p: Element) -> Double {
    max(Double(p), Double(Element.leastNormalMagnitude)).squareRoot()
  }

  private static func scale<Element: Scalar>(_ p: Double, _: Element.Type) -> Double {
    max(p * (1 - p), Double(Element.leastNormalMagnitude)).squareRoot()
  }
}
