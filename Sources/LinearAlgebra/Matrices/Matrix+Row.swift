extension Matrix {
  /// Writes row `i` into an array of as many numbers, in `Double`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func copyRow(_ i: Int, into numbers: inout [Double]) {
    precondition(
      i >= 0 && i < rows && numbers.count == columns,
      "row \(i) of a \(rows)×\(columns) matrix does not go into \(numbers.count) numbers")
    let row = base + i * stride
    for j in 0..<columns { numbers[j] = Double(row[j]) }
  }
}
