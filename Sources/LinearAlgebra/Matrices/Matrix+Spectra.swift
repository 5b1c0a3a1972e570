extension Matrix {
  /// The eigenvalues of this symmetric matrix, ascending, with an orthonormal eigenvector for each: row i of `vectors`
  /// belongs to value i. One triangle is read; the matrix is left as it is.
  ///
  /// - Parameter method: how they are found. The QR iteration is the default; divide and conquer takes a fifth of the time
  ///   for an order of a few hundred, and more memory.
  /// - Throws: ``LinearAlgebraError`` where an element is not finite or the iteration does not converge.
  public func symmetricEigenvectors(
    by method: SymmetricEigenmethod = .qr
  ) throws(LinearAlgebraError) -> (values: [Double], vectors: Matrix) {
    precondition(rows == columns, "only square matrices have eigenvectors, not \(rows)×\(columns) ones")
    guard isFinite else { throw .notFinite(operation: "the eigenvectors", rows: rows, columns: columns) }
    let vectors = Matrix(rows: rows, columns: columns)
    guard rows > 0 else { return ([], vectors) }
    // LAPACK's eigenvectors are columns of its matrix, rows of ours.
    vectors.copy(self)
    let values = Memory<Element>(count: rows)
    let info: Int
    switch method {
    case .qr:
      let size = Self.workspaceSize { Element.lapackSymmetricEigenvectors(rows, vectors.base, values.base, $0, -1) }
      let work = Memory<Element>(count: size)
      info = Element.lapackSymmetricEigenvectors(rows, vectors.base, values.base, work.base, work.count)
    case .divideAndConquer:
      // LAPACK's own figures, which its manual gives.
      let work = Memory<Element>(count: max(1 + 6 * rows + 2 * rows * rows, 1))
      var integers = [Int32](repeating: 0, count: 3 + 5 * rows)
      info = Element.lapackDividedEigenvectors(
        rows, vectors.base, values.base, work.base, work.count, &integers, integers.count)
    }
    precondition(info >= 0, "LAPACK refused argument \(-info)")
    guard info == 0 else { throw .notConverged(operation: "the eigenvectors", rows: rows, columns: columns) }
    return ((0..<rows).map { Double(values.base[$0]) }, vectors)
  }

  /// The singular values, descending, as many as the smaller extent. The matrix is left as it is.
  ///
  /// - Throws: ``LinearAlgebraError`` where an element is not finite or the iteration does not converge.
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    guard isFinite else { throw .notFinite(operation: "the singular values", rows: rows, columns: columns) }
    let count = min(rows, columns)
    guard count > 0 else { return [] }
    // Row-major, this is the transpose to LAPACK, and that has the same singular values.
    let scratch = Matrix(rows: rows, columns: columns)
    scratch.copy(self)
    let values = Memory<Element>(count: count)
    let size = Self.workspaceSize { Element.lapackSingularValues(columns, rows, scratch.base, values.base, $0, -1) }
    let work = Memory<Element>(count: size)
    let info = Element.lapackSingularValues(columns, rows, scratch.base, values.base, work.base, work.count)
    precondition(info >= 0, "LAPACK's gesvd refused argument \(-info)")
    guard info == 0 else { throw .notConverged(operation: "the singular values", rows: rows, columns: columns) }
    return (0..<count).map { Double(values.base[$0]) }
  }
}

/// How the eigenvectors of a symmetric matrix are found.
public enum SymmetricEigenmethod: Sendable, CaseIterable {
  /// QR iteration (LAPACK `syev`).
  case qr
  /// Divide and conquer (LAPACK `syevd`; Cuppen 1981).
  case divideAndConquer
}
