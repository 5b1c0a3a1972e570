/// Adjacent columns of a matrix that is scattered over a vector: they lie there as a matrix of their own, row after row.
///
/// Several side by side are one matrix, as [W_h W_x b] is; a bias is a single column.
public struct ColumnSlice: Sendable, Equatable {
  /// The index in the vector of the first element.
  public let offset: Int
  /// The number of columns.
  public let columns: Int

  /// So many columns from an offset on.
  public init(offset: Int, columns: Int) {
    precondition(offset >= 0 && columns > 0, "\(columns) columns at \(offset) are none")
    self.offset = offset
    self.columns = columns
  }

  /// The elements in the vector of a slice of so many rows.
  public func range(rows: Int) -> Range<Int> { offset..<offset + rows * columns }

  /// The slice of a vector, which is the one row of a matrix.
  func matrix<Element>(rows: Int, of vector: Matrix<Element>) -> Matrix<Element> {
    Matrix(vector.memory, offset: vector.offset + offset, rows: rows, columns: columns)
  }
}
