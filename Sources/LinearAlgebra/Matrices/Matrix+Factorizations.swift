extension Matrix {
  /// A matrix of this shape with orthonormal columns that span the columns of this one: Q of A = Q R with a positive
  /// diagonal of R. The matrix needs at least as many rows as columns and is left as it is.
  ///
  /// The factorization with a positive diagonal is unique, therefore a matrix of independent standard normal numbers
  /// gives a Q that is distributed uniformly (Haar measure) over the orthogonal matrices; the Q of plain Householder QR is
  /// not (F. Mezzadri, *How to generate random matrices from the classical compact groups*, 2007, section 5).
  /// A column that depends on those before it has an arbitrary orthonormal one in its place; numbers that are not finite
  /// spread.
  public func orthonormalColumns() -> Matrix {
    precondition(rows >= columns, "a \(rows)×\(columns) matrix has more columns than can be orthonormal")
    let result = Matrix(rows: rows, columns: columns)
    guard columns > 0 else { return result }
    // LAPACK stores columns adjacently: its matrix is the transpose of one of ours.
    let factors = Matrix(rows: columns, columns: rows)
    factors.copy(transposed: self)
    let scales = Memory<Element>(count: columns)

    let sizeForR = Self.workspaceSize { Element.lapackGEQRF(rows, columns, factors.base, scales.base, $0, -1) }
    let sizeForQ = Self.workspaceSize { Element.lapackORGQR(rows, columns, factors.base, scales.base, $0, -1) }
    let work = Memory<Element>(count: max(sizeForR, sizeForQ))
    var info = Element.lapackGEQRF(rows, columns, factors.base, scales.base, work.base, work.count)
    precondition(info == 0, "LAPACK's geqrf refused argument \(-info)")
    let signs = (0..<columns).map { factors[$0, $0] < 0 ? -1.0 : 1.0 }
    info = Element.lapackORGQR(rows, columns, factors.base, scales.base, work.base, work.count)
    precondition(info == 0, "LAPACK's orgqr refused argument \(-info)")

    factors.scaleRows(by: signs)
    result.copy(transposed: factors)
    return result
  }

  /// The eigenvalues of this square matrix in no particular order, complex ones in adjacent conjugate pairs with the
  /// positive imaginary part first. Computed in the precision of the elements; the matrix is left as it is.
  ///
  /// - Throws: ``LinearAlgebraError`` where an element is not finite or the QR iteration does not converge.
  public func eigenvalues() throws(LinearAlgebraError) -> [(real: Double, imaginary: Double)] {
    precondition(rows == columns, "only square matrices have eigenvalues, not \(rows)×\(columns) ones")
    guard isFinite else { throw .notFinite(operation: "the eigenvalues", rows: rows, columns: columns) }
    guard rows > 0 else { return [] }
    // Row-major, this is the transpose to LAPACK, and that has the same eigenvalues.
    let scratch = Matrix(rows: rows, columns: columns)
    scratch.copy(self)
    let (real, imaginary) = (Memory<Element>(count: rows), Memory<Element>(count: rows))
    let size = Self.workspaceSize {
      Element.lapackEigenvalues(rows, scratch.base, real.base, imaginary.base, $0, -1)
    }
    let work = Memory<Element>(count: size)
    let info = Element.lapackEigenvalues(rows, scratch.base, real.base, imaginary.base, work.base, work.count)
    precondition(info >= 0, "LAPACK's geev refused argument \(-info)")
    guard info == 0 else { throw .eigenvaluesNotFound(size: rows, found: rows - info) }
    return (0..<rows).map { (Double(real.base[$0]), Double(imaginary.base[$0])) }
  }

  /// The largest magnitude of an eigenvalue, 0 for the empty matrix.
  ///
  /// - Throws: As ``eigenvalues()``.
  public var spectralRadius: Double {
    get throws(LinearAlgebraError) {
      try eigenvalues().reduce(0) { largest, value in
        max(largest, (value.real * value.real + value.imaginary * value.imaginary).squareRoot())
      }
    }
  }

  /// The workspace for which a LAPACK routine asks when it is called with a workspace count of −1.
  static func workspaceSize(_ query: (UnsafeMutablePointer<Element>) -> Int) -> Int {
    var size = Element(0)
    let info = query(&size)
    precondition(info == 0, "a LAPACK workspace query refused argument \(-info)")
    // Sizes above 2²⁴ may have been rounded down on the way through a Float.
    return max(1, Int(size.nextUp.rounded(.up)))
  }
}
