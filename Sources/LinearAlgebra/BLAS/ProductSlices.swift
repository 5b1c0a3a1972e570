/// How a product C ← A B is cut into calls of the BLAS: slices of rows of A and C, and of the inner dimension.
///
/// OpenBLAS has two ways to a product. One copies its operands into an order that suits the processor, and pays for it with
/// every call; the other, which it takes up to m n k = 10⁶ on processors with 512-bit vectors, reads them where they lie. The
/// products of a recurrent step are small, its matrices the same in every step, and copying costs up to two thirds of the
/// time: cutting a product into pieces of the second kind is faster wherever ``init(rows:columns:inner:limit:)`` cuts.
/// `Benchmarks/README.md` has the measurements behind the numbers here.
struct ProductSlices: Equatable {
  /// Rows of a slice; the last one may have fewer.
  let rows: Int
  /// The inner length of a slice; the last one may have less.
  let inner: Int

  /// The slices of an m×k by k×n product, given the largest m n k of a call that does not copy; 0 for no such calls.
  init(rows m: Int, columns n: Int, inner k: Int, limit: Int) {
    let whole = ProductSlices(rows: m, inner: k)
    // Narrow results gain nothing; tall and wide ones pay for the copies themselves.
    guard limit > 0, n >= 32, m * n >= 1000, m * k * n > limit || k > Self.innerLimit, m <= 100 || n <= 224 else {
      self = whole
      return
    }
    let inner = Self.even(k, atMost: Self.innerLimit)
    let rows = Self.even(m, atMost: max(Self.fewestRows, limit / (n * inner)))
    self = ProductSlices(rows: rows, inner: Self.even(k, atMost: min(inner, max(1, limit / (n * rows)))))
  }

  private init(rows: Int, inner: Int) {
    self.rows = rows
    self.inner = inner
  }

  private static let innerLimit = 100
  private static let fewestRows = 48

  /// The size of the fewest parts of at most `limit` of a whole, all nearly equal; a multiple of 4 where that fits.
  private static func even(_ whole: Int, atMost limit: Int) -> Int {
    let parts = (whole + limit - 1) / limit
    let size = (whole + parts - 1) / parts
    let rounded = (size + 3) / 4 * 4
    return rounded <= limit && parts > 1 ? rounded : size
  }
}
