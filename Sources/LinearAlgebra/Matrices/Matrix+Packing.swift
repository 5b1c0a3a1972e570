extension Matrix {
  /// Row i of self ← row `indices[i]` of `source`, which holds rows of as many columns one after the other, rounded to
  /// the precision of the matrix.
  public func pack(_ source: [Double], rows indices: [Int32]) {
    precondition(indices.count == rows, "\(rows) rows are needed, got \(indices.count)")
    guard rows > 0, columns > 0 else { return }
    precondition(Int(indices.max()!) < source.count / columns && indices.min()! >= 0, "a row beyond the source")
    source.withUnsafeBufferPointer { source in
      indices.withUnsafeBufferPointer {
        Element.kernelPack(rows, columns, source.baseAddress!, $0.baseAddress!, base, stride)
      }
    }
  }
}
