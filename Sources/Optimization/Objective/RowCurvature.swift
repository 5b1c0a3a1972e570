public import LinearAlgebra

/// A curvature that is a product of few long rows: that of N sequences with a loss of K outputs each.
///
///     C = J̃ᵀ J̃ / divisor,  ∇f = J̃ᵀ r̃ / divisor,  both without weight decay
public protocol RowCurvature<Element>: CurvatureOperator {
  /// J̃ and r̃; `nil` where the data are not such that there are few rows.
  func rows() -> CurvatureRows<Element>?
}

/// The rows of a curvature.
public struct CurvatureRows<Element: Scalar>: Sendable {
  /// J̃: a row for each output of each sequence, as wide as there are parameters.
  public let jacobian: Matrix<Element>
  /// r̃, one row.
  public let residuals: Matrix<Element>
  /// What C and ∇f are divided by.
  public let divisor: Double
  /// The loss of the batch, weight decay included.
  public let loss: Double
  /// κ, the curvature of the weight decay.
  public let weightDecay: Double

  /// Rows from their parts.
  public init(
    jacobian: Matrix<Element>, residuals: Matrix<Element>, divisor: Double, loss: Double, weightDecay: Double = 0
  ) {
    precondition(
      residuals.rows == 1 && residuals.columns == jacobian.rows,
      "\(residuals.rows)×\(residuals.columns) residuals do not go with \(jacobian.rows) rows")
    self.jacobian = jacobian
    self.residuals = residuals
    self.divisor = divisor
    self.loss = loss
    self.weightDecay = weightDecay
  }
}
