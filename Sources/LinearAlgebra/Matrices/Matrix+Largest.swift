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
}
