extension Matrix {
  /// self ← A B, or self + A B where `adding`; A is `a` or its transpose, B is `b` or its transpose.
  ///
  /// Runs on the calling thread, in one call of the BLAS or several (`ProductSlices`). An empty inner dimension gives
  /// zero.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func multiply(
    _ a: Matrix, transposed transposeA: Bool = false, _ b: Matrix, transposed transposeB: Bool = false,
    adding: Bool = false
  ) {
    multiply(
      a, transposed: transposeA, b, transposed: transposeB, adding: adding, callLimit: BLASLibrary.smallProductLimit)
  }

  /// The same in a single call of the BLAS, to compare with.
  public func multiplyInOneCall(
    _ a: Matrix, transposed transposeA: Bool, _ b: Matrix, transposed transposeB: Bool, adding: Bool
  ) {
    multiply(a, transposed: transposeA, b, transposed: transposeB, adding: adding, callLimit: 0)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func multiply(
    _ a: Matrix, transposed transposeA: Bool, _ b: Matrix, transposed transposeB: Bool, adding: Bool, callLimit: Int
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
    ProductTrace.note(
      ProductCall(
        rows: m, columns: n, inner: k, transposesA: transposeA, transposesB: transposeB, adds: adding))
    let (aStride, bStride, cStride) = (max(a.stride, a.columns), max(b.stride, b.columns), max(stride, columns))
    let slices = ProductSlices(rows: m, columns: n, inner: k, limit: callLimit)
    for row in Swift.stride(from: 0, to: m, by: slices.rows) {
      for inner in Swift.stride(from: 0, to: k, by: slices.inner) {
        Element.blasProduct(
          transposeA, transposeB, min(slices.rows, m - row), n, min(slices.inner, k - inner),
          a.base + (transposeA ? inner * aStride + row : row * aStride + inner), aStride,
          b.base + (transposeB ? inner : inner * bStride), bStride,
          adding || inner > 0, base + row * cStride, cStride)
      }
    }
  }

  /// self ← `bias` + A B in every row, `bias` having one row.
  public func fillRows(_ bias: Matrix, adding a: Matrix, times b: Matrix) {
    precondition(
      a.rows == rows && b.rows == a.columns && b.columns == columns && bias.rows == 1 && bias.columns == columns,
      "\(bias.rows)×\(bias.columns) + \(a.rows)×\(a.columns) times \(b.rows)×\(b.columns) does not fit \(rows)×\(columns)"
    )
    if (1...Self.narrow).contains(a.columns) {
      Element.kernelAffine(rows, columns, a.columns, a.base, a.stride, b.base, b.stride, bias.base, base, stride)
    } else {
      fillRows(bias)
      multiply(a, b, adding: true)
    }
  }

  /// Up to so many columns of A a product is a pass over memory, and one pass beats two.
  private static var narrow: Int { 4 }
}
