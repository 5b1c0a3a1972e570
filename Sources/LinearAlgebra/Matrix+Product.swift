extension Matrix {
  /// self ← A B, or self + A B where `adding`; A is `a` or its transpose, B is `b` or its transpose.
  ///
  /// One call of the BLAS on the calling thread. An empty inner dimension gives zero.
  public func multiply(
    _ a: Matrix, transposed transposeA: Bool = false, _ b: Matrix, transposed transposeB: Bool = false,
    adding: Bool = false
  ) {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (l, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(
      k == l && m == rows && n == columns, "a product of \(m)×\(k) and \(l)×\(n) does not fit \(rows)×\(columns)")
    guard m > 0 && n > 0 else { return }
    guard k > 0 else {
      if !adding { fill(0) }
      return
    }
    Element.blasProduct(
      transposeA, transposeB, m, n, k, a.base, max(a.stride, a.columns), b.base, max(b.stride, b.columns),
      adding, base, max(stride, columns))
  }
}
