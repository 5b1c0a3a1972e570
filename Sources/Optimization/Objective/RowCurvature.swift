public import LinearAlgebra

/// A curvature that is a product of few long rows: that of N sequences with a loss of K outputs each.
///
///     C = J̃ᵀ J̃ / divisor,  ∇f = J̃ᵀ r̃ / divisor,  both without weight decay
public protocol RowCurvature<Element>: CurvatureOperator {
  /// J̃ and r̃; `nil` where the data are not such that there are few rows. They are used until the next curvature is asked for.
  ///
  /// - Parameters:
  ///   - whitening: coordinates by which the rows are derivatives, with which they are multiplied, and in which they are
  ///     combined; `nil` for the parameters.
  ///   - perSequence: the most rows of a sequence, 2 at least. Where it has more, random ones stand for them, such that ∇f is the
  ///     same and C is so in the mean.
  func rows(in whitening: Whitening<Element>?, perSequence: Int) -> (any CurvatureRows<Element>)?
}

/// The rows J̃ of a curvature, as far as products with them are concerned: who has no room for all of them may compute them anew.
public protocol CurvatureRows<Element> {
  /// The precision of the rows.
  associatedtype Element: Scalar
  /// The number of rows.
  var count: Int { get }
  /// r̃, one row.
  var residuals: Matrix<Element> { get }
  /// What C and ∇f are divided by.
  var divisor: Double { get }
  /// The loss of the batch, weight decay included.
  var loss: Double { get }
  /// κ, the curvature of the weight decay.
  var weightDecay: Double { get }

  /// Overwrites the lower triangle of a square matrix with that of J̃ J̃ᵀ.
  func multiply(into gram: Matrix<Element>)

  /// Overwrites `products` with V J̃ᵀ: for each row of V the products with all rows of J̃.
  func multiply(_ vectors: Matrix<Element>, into products: Matrix<Element>)

  /// Overwrites `sum` with J̃ᵀ z for one row z.
  func combine(_ z: Matrix<Element>, into sum: inout Vector<Element>)
}
