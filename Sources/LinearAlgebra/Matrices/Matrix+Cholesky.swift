extension Matrix {
  /// Overwrites the lower triangle of this symmetric matrix with its Cholesky factor: self = L Lᵀ. What lies above the diagonal is
  /// neither read nor changed.
  ///
  /// - Returns: whether there is one; where the matrix is not positive definite as far as the precision tells, or not finite, its
  ///   numbers are spoiled.
  public func factorizeCholesky() -> Bool {
    precondition(rows == columns, "a \(rows)×\(columns) matrix has no Cholesky factor")
    guard rows > 0 else { return true }
    // To LAPACK, which stores columns adjacently, the lower triangle is the upper one.
    let info = Element.lapackPOTRF(rows, base, max(stride, columns))
    precondition(info >= 0, "LAPACK's potrf refused argument \(-info)")
    return info == 0 && (0..<rows).allSatisfy { self[$0, $0].isFinite }
  }

  /// Overwrites every row b of a matrix with the solution of L Lᵀ x = b, self being the factor of ``factorizeCholesky()``.
  public func solveCholesky(_ right: Matrix) {
    precondition(
      rows == columns && right.columns == rows,
      "rows of \(right.columns) numbers are no right sides of a system of \(rows)")
    guard rows > 0, right.rows > 0 else { return }
    let info = Element.lapackPOTRS(
      rows, right.rows, base, max(stride, columns), right.base, max(right.stride, right.columns))
    precondition(info == 0, "LAPACK's potrs refused argument \(-info)")
  }
}
