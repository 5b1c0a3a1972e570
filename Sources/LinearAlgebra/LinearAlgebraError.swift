/// What can go wrong in a factorization for reasons that lie in the numbers.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// The matrix holds an infinity or something that is not a number.
  case notFinite(operation: String, rows: Int, columns: Int)
  /// LAPACK's QR iteration has given up; only the last `found` eigenvalues had converged.
  case eigenvaluesNotFound(size: Int, found: Int)
  /// A LAPACK routine for symmetric eigenvalues or singular values has not converged.
  case notConverged(operation: String, rows: Int, columns: Int)

  public var description: String {
    switch self {
    case .notFinite(let operation, let rows, let columns):
      "\(operation) of a \(rows)×\(columns) matrix failed: it holds infinities or values that are not numbers"
    case .eigenvaluesNotFound(let size, let found):
      "the eigenvalues of a \(size)×\(size) matrix were not found: "
        + "the QR iteration of LAPACK's geev gave up after \(found) of them"
    case .notConverged(let operation, let rows, let columns):
      "\(operation) of a \(rows)×\(columns) matrix were not found: LAPACK's iteration has not converged"
    }
  }
}
