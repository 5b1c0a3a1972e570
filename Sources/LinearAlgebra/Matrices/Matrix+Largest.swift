extension Matrix {
  /// The column of the largest element of row `i`, the first of equals; nil where the row is not finite.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func indexOfLargest(inRow i: Int) -> Int? {
    precondition(i >= 0 && i < rows && columns > 0, "row \(i) of a \(rows)×\(columns) matrix has no largest element")
    let row = base + i * stride
    var best = 0
    for j in 0..<columns {
      guard row[j].isFinite else { return nil }
      if row[j] > row[best] { best = j }
    }
    return best
  }

  /// The number of columns in which row `i` is on the side of ½ on which row `j` of another matrix is: above, or not above. What
  /// is ½ itself, or no number, is on neither side; of the other matrix it is not above.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func countOnSameSide(inRow i: Int, asRow j: Int, of other: Matrix) -> Int {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < other.rows && columns == other.columns,
      "row \(i) of a \(rows)×\(columns) matrix has no counterpart in row \(j) of a \(other.rows)×\(other.columns) one")
    let (row, counterpart) = (base + i * stride, other.base + j * other.stride)
    var count = 0
    for k in 0..<columns where counterpart[k] > 0.5 ? row[k] > 0.5 : row[k] < 0.5 { count += 1 }
    return count
  }

  /// ‖x − y‖² of row x of this matrix and row y of another one, accumulated in `Double`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func squaredDistance(ofRow i: Int, toRow j: Int, of other: Matrix) -> Double {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < other.rows && columns == other.columns,
      "row \(i) of a \(rows)×\(columns) matrix has no counterpart in row \(j) of a \(other.rows)×\(other.columns) one")
    let (row, counterpart) = (base + i * stride, other.base + j * other.stride)
    var sum = 0.0
    for k in 0..<columns {
      let difference = Double(row[k]) - Double(counterpart[k])
      sum += difference * difference
    }
    return sum
  }
}
