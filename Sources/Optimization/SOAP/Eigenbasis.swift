public import LinearAlgebra

/// An orthonormal basis that follows the eigenvectors of a symmetric matrix, direction after direction as rows.
public enum Eigenbasis {
  /// The eigenvectors themselves, that of the largest eigenvalue first.
  ///
  /// - Throws: `LinearAlgebraError` where an element is not finite or LAPACK's iteration does not converge.
  public static func directions<Element: Scalar>(
    of factor: Matrix<Element>
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    let ascending = try factor.symmetricEigenvectors().vectors
    let directions = Matrix<Element>(rows: factor.rows, columns: factor.rows)
    directions.copyRows(of: ascending, in: Array((0..<factor.rows).reversed()))
    return directions
  }

  /// A round of orthogonal iteration (Vyas et al. 2024, algorithm 4): the basis of qr(F Q), where the columns of Q are sorted
  /// by their Rayleigh quotients diag(Qᵀ F Q) before, the largest first; equal ones stay in their order.
  ///
  /// - Returns: the directions, and for each of them the number of the direction from which it came.
  public static func refreshed<Element: Scalar>(
    _ directions: Matrix<Element>, by factor: Matrix<Element>
  ) -> (directions: Matrix<Element>, order: [Int]) {
    let extent = factor.rows
    let products = Matrix<Element>(rows: extent, columns: extent)
    products.multiply(directions, factor)  // (F Q)ᵀ ← Qᵀ F
    let quotients = (0..<extent).map { directions.dotOfRow($0, products) }
    let order = (0..<extent).sorted { (quotients[$1], $0) < (quotients[$0], $1) }
    let sorted = Matrix<Element>(rows: extent, columns: extent)
    sorted.copyRows(of: products, in: order)
    products.copy(transposed: sorted)
    sorted.copy(transposed: products.orthonormalColumns())
    return (sorted, order)
  }
}

extension Matrix {
  /// The identity of so many rows.
  static func identity(_ extent: Int) -> Matrix {
    let identity = Matrix(rows: extent, columns: extent)
    for i in 0..<extent { identity[i, i] = 1 }
    return identity
  }

  /// Row i of self ← row `order[i]` of another matrix with as many columns.
  func copyRows(of other: Matrix, in order: [Int]) {
    precondition(order.count == rows, "\(rows) rows are needed, got \(order.count)")
    for (row, source) in order.enumerated() { rows(row..<row + 1).copy(other.rows(source..<source + 1)) }
  }
}
