/// What the rows of a matrix of outputs are compared with.
public enum LossTargets<Element: Scalar>: Sendable {
  /// Values or 0/1 outputs, one row for each row of outputs.
  case values(Matrix<Element>)
  /// One class for each row of outputs.
  case classes([Int32])

  /// Calls `body` with the pointers that the kernels take for the rows from `start` on.
  func withPointers<Result>(
    from start: Int, _ body: (UnsafePointer<Element>?, Int, UnsafePointer<Int32>?) -> Result
  ) -> Result {
    switch self {
    case .values(let matrix): body(matrix.base + start * matrix.stride, matrix.stride, nil)
    case .classes(let classes): classes.withUnsafeBufferPointer { body(nil, 0, $0.baseAddress.map { $0 + start }) }
    }
  }
}
