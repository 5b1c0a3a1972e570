extension Vector {
  /// self ← the numbers of `memory`, of which there are as many.
  public mutating func copy(_ memory: Memory<Element>) {
    precondition(memory.count == count, "memory of \(memory.count) numbers does not fit a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      base.update(from: memory.base, count: buffer.count)
    }
  }

  /// The elements from `start` on ← the one row of a matrix.
  public mutating func copy(_ row: Matrix<Element>, to start: Int) {
    precondition(
      row.rows == 1 && start >= 0 && start + row.columns <= count,
      "\(row.rows)×\(row.columns) numbers from \(start) on do not fit a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      (base + start).update(from: row.base, count: row.columns)
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
