internal import LinearAlgebra

/// Numbers to compute with.
enum RandomNumbers {
  /// Uniform numbers of a range, which follow from the seed.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  static func uniform<Element: Scalar>(_ count: Int, in range: ClosedRange<Double>, seed: UInt64) -> [Element] {
    var generator = Philox(seed: seed, stream: 0)
    let (low, width) = (range.lowerBound, range.upperBound - range.lowerBound)
    return (0..<count).map { _ in Element(low + width * generator.uniformDouble()) }
  }

  /// A matrix of them.
  static func matrix<Element: Scalar>(
    _ rows: Int, _ columns: Int, in range: ClosedRange<Double>, seed: UInt64
  ) -> Matrix<Element> {
    let matrix = Matrix<Element>(rows: rows, columns: columns)
    matrix.copy(Vector(uniform(rows * columns, in: range, seed: seed)), from: 0)
    return matrix
  }
}
