extension Matrix {
  /// Asks the processor for the numbers that lie `distance` rows further on (or back), as many as this matrix holds, so
  /// that they are in the cache when a pass comes to them. A hint: it changes nothing, and there may be no such rows.
  @inlinable
  public func prefetch(rowsAway distance: Int) {
    Element.kernelPrefetch(rows * stride, UnsafePointer(base + distance * stride))
  }
}
