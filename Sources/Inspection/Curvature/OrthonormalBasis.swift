internal import LinearAlgebra

/// Orthonormal vectors, one after the other.
struct OrthonormalBasis<Element: Scalar> {
  private(set) var vectors: [Vector<Element>] = []
  private let size: Int

  /// An empty basis of vectors of `size` elements.
  init(size: Int, capacity: Int) {
    self.size = size
    vectors.reserveCapacity(capacity)
  }

  var count: Int { vectors.count }

  subscript(index: Int) -> Vector<Element> { vectors[index] }

  /// Takes everything that lies in the span of the basis out of a vector, twice, since what rounding leaves of the first
  /// time is then gone as well (Parlett 1998, section 6.9); returns the coefficients of what was taken out.
  func project(_ vector: inout Vector<Element>) -> [Double] {
    var coefficients = [Double](repeating: 0, count: count)
    for _ in 0..<2 {
      for (index, basis) in vectors.enumerated() {
        let coefficient = basis.dot(vector)
        coefficients[index] += coefficient
        vector.add(-coefficient, basis)
      }
    }
    return coefficients
  }

  /// Appends what is left of a vector outside the span, with norm 1. Returns that norm before; where it is not above
  /// `least`, nothing is appended.
  @discardableResult
  mutating func append(_ vector: Vector<Element>, least: Double = 0) -> Double {
    var rest = vector
    _ = project(&rest)
    let norm = rest.norm
    guard norm > least, norm.isFinite else { return norm }
    rest.normalize(norm)
    vectors.append(rest)
    return norm
  }

  /// Appends a vector that is known to be of norm 1 and orthogonal to the others.
  mutating func appendOrthonormal(_ vector: Vector<Element>) { vectors.append(vector) }

  /// Appends a random direction outside the span. A full basis stays as it is.
  mutating func appendRandom(using generator: inout Philox) {
    guard count < size else { return }
    let before = count
    while count == before { append(Vector((0..<size).map { _ in Element(generator.normal()) })) }
  }

  /// Each vector ← the combination of all in a row of `rows`; there are as many afterwards as `rows` has.
  mutating func combine(_ rows: Matrix<Element>) {
    let block = 4096
    let (before, after) = (
      Matrix<Element>(rows: count, columns: block), Matrix<Element>(rows: rows.rows, columns: block)
    )
    for start in stride(from: 0, to: size, by: block) {
      let width = min(block, size - start)
      for (row, vector) in vectors.enumerated() {
        before.rows(row..<row + 1).columns(0..<width).copy(vector, from: start)
      }
      after.columns(0..<width).multiply(rows, before.columns(0..<width))
      for row in 0..<rows.rows { vectors[row].copy(after.rows(row..<row + 1).columns(0..<width), to: start) }
    }
    vectors.removeLast(count - rows.rows)
  }

  /// Makes the norm of a vector 1, where combining left it not quite so.
  mutating func normalize(_ index: Int) { vectors[index].normalize(vectors[index].norm) }
}

extension Vector {
  /// Makes the norm 1, which is `norm` and above 0. One so small that its inverse overflows is brought near 1 first.
  fileprivate mutating func normalize(_ norm: Double) {
    guard !Element(1 / norm).isFinite else { return scale(1 / norm) }
    scale(1 / Double(Element.leastNormalMagnitude))
    scale(1 / self.norm)
  }
}
