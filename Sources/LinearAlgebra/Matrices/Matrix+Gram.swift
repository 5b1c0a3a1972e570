extension Matrix {
  /// The lower triangle of self ← A Aᵀ, of Aᵀ A where `transposed`, or of self + that where `adding`: half of the
  /// multiplications of a product. The rest stays as it is; see ``copyLowerToUpper()``.
  public func multiplyLower(_ a: Matrix, transposed: Bool = false, adding: Bool = false) {
    let (n, k) = transposed ? (a.columns, a.rows) : (a.rows, a.columns)
    precondition(rows == n && columns == n, "products of \(n) rows with one another do not fit \(rows)×\(columns)")
    guard n > 0 else { return }
    guard k > 0 else {
      if !adding { for i in 0..<n { rows(i..<i + 1).columns(0..<i + 1).fill(0) } }
      return
    }
    Element.blasLowerGram(transposed, n, k, a.base, max(a.stride, a.columns), adding, base, max(stride, columns))
  }

  /// Makes a square matrix symmetric, by what it has below its diagonal.
  public func copyLowerToUpper() {
    precondition(rows == columns, "a \(rows)×\(columns) matrix is not symmetric")
    // Tile by tile: a column of a tile stays in the cache while its rows are written.
    let tile = 32
    for first in Swift.stride(from: 0, to: rows, by: tile) {
      for second in Swift.stride(from: first, to: rows, by: tile) {
        for i in first..<min(first + tile, rows) {
          for j in max(second, i + 1)..<max(min(second + tile, rows), i + 1) {
            base[i * stride + j] = base[j * stride + i]
          }
        }
      }
    }
  }
}
