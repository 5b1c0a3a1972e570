extension Vector {
  /// self ← the numbers of `memory`, of which there are as many.
  public mutating func copy(_ memory: Memory<Element>) {
    precondition(memory.count == count, "memory of \(memory.count) numbers does not fit a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      base.update(from: memory.base, count: buffer.count)
    }
  }

  /// The elements from `start` on ← a matrix, row by row.
  public mutating func copy(_ matrix: Matrix<Element>, to start: Int) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    precondition(
      start >= 0 && start + rows * columns <= count,
      "\(rows)×\(columns) numbers from \(start) on do not fit a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, columns > 0 else { return }
      for i in 0..<rows {
        (base + start + i * columns).update(from: matrix.base + i * matrix.stride, count: columns)
      }
    }
  }

  /// The elements from `start` on ← themselves + α times a matrix, row by row.
  public mutating func add(_ α: Double, _ matrix: Matrix<Element>, to start: Int) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    precondition(
      start >= 0 && start + rows * columns <= count,
      "\(rows)×\(columns) numbers from \(start) on do not fit a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, rows > 0, columns > 0 else { return }
      Element.kernelAddMatrix(
        rows, columns, Element(α), matrix.base, matrix.stride, base + start, columns)
    }
  }

  /// The elements of a range, in place of a copy of the whole.
  public subscript(range: Range<Int>) -> ArraySlice<Element> {
    get { elements[range] }
    set {
      precondition(newValue.count == range.count, "\(range.count) elements are needed, got \(newValue.count)")
      elements.replaceSubrange(range, with: newValue)
    }
  }
}
