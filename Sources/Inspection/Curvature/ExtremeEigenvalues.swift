public import LinearAlgebra

/// The largest and the smallest eigenvalues of a symmetric matrix, by the Lanczos iteration with thick restarts and full
/// reorthogonalization (Wu & Simon 2000, *Thick-restart Lanczos method for large symmetric eigenvalue problems*).
///
/// The basis is bounded: however many products are spent, no more than `basis` vectors and a few are held. A Krylov space
/// knows an eigenvalue that occurs more than once only once. Therefore what has been found is confirmed: the search goes on
/// from a random vector outside of it until that changes nothing.
public struct ExtremeEigenvalues<Element: Scalar>: Sendable {
  /// What is asked for.
  public struct Options: Sendable {
    /// How many at each end.
    public var count = 5
    /// The vectors held; nil: 20, or four times `count` and 4 where that is more; twice `count` and 6 where there are more
    /// than a million rows.
    public var basis: Int?
    /// A value is good enough when its residual is at most this share of the largest magnitude found.
    public var tolerance = 1e-4
    /// The products to spend at most.
    public var mostProducts = 400
    /// The seed of the first vector.
    public var seed: UInt64 = 1

    public init() {}
  }

  /// The largest first.
  public private(set) var largest: [Eigenpair<Element>] = []
  /// The smallest first.
  public private(set) var smallest: [Eigenpair<Element>] = []
  /// The products spent.
  public private(set) var products = 0
  /// Whether all residuals are within the tolerance.
  public private(set) var isConverged = false

  /// Finds them.
  ///
  /// - Parameters:
  ///   - matrix: the matrix.
  ///   - options: what is asked for.
  ///   - goesOn: is told the products spent and those that may be spent; false ends the search with what there is.
  /// - Throws: `LinearAlgebraError` where products are not finite.
  public init(
    of matrix: SymmetricOperator<Element>, _ options: Options = Options(),
    goesOn: (_ products: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws(LinearAlgebraError) {
    let size = matrix.size
    guard size > 0 else { return }
    let count = min(options.count, size)
    let usual = size > 1_000_000 ? 2 * count + 6 : max(20, 4 * count + 4)
    let limit = min(size, max(options.basis ?? usual, 2 * count + 4))
    var generator = Philox(seed: options.seed, stream: 0x1A2C)
    var basis = OrthonormalBasis<Element>(size: size, capacity: limit + 1)
    basis.appendRandom(using: &generator)
    var projected = [[Double]](repeating: [Double](repeating: 0, count: limit), count: limit)
    var rest = Vector<Element>(count: size)
    var (first, confirmed): (Int, [Double]) = (0, [])
    while true {
      for j in first..<limit {
        matrix.multiply(basis[j], into: &rest)
        products += 1
        let coefficients = basis.project(&rest)
        for (l, coefficient) in coefficients.enumerated() {
          (projected[l][j], projected[j][l]) = (coefficient, coefficient)
        }
        let norm = rest.norm
        guard norm.isFinite else { throw .notFinite(operation: "the eigenvalues", rows: size, columns: size) }
        let isStopped = !goesOn(products, options.mostProducts)
        let isLast = j == limit - 1 || isStopped || products >= options.mostProducts
        if !isLast {
          // An invariant space has been found: what is left is rounding, and the search goes on outside.
          let scale = coefficients.reduce(0) { max($0, abs($1)) }
          let isInvariant = norm <= 10 * Double(Element.ulpOfOne) * scale * Double(j + 1)
          if !isInvariant { basis.append(rest) }
          if basis.count == j + 1 { basis.appendRandom(using: &generator) }
          continue
        }
        let known = j + 1
        let (values, vectors) = try Self.eigenvectors(projected, known)
        let bounds = (0..<known).map { norm * abs(vectors[$0, known - 1]) }
        let ends = Self.ends(known, count)
        let scale = max(abs(values[0]), abs(values[known - 1]))
        let isDone = ends.allSatisfy { bounds[$0] <= options.tolerance * scale } && known >= min(limit, 2 * count)
        let found = ends.map { values[$0] }
        let isConfirmed =
          isDone && zip(found, confirmed).allSatisfy { abs($0 - $1) <= options.tolerance * scale }
          && found.count == confirmed.count
        if isDone { confirmed = found }
        guard isConfirmed || isStopped || products >= options.mostProducts || known == size else {
          // Both ends and some of their neighbors stay; the rest vector couples them to what comes.
          let kept = Self.ends(known, min(count + (limit - 2 * count) / 4, known / 2 - 1))
          basis.combine(Self.rows(kept, of: vectors))
          if !isDone { basis.append(rest) }
          if basis.count == kept.count { basis.appendRandom(using: &generator) }
          for row in projected.indices { for column in projected.indices { projected[row][column] = 0 } }
          for (place, index) in kept.enumerated() { projected[place][place] = values[index] }
          first = kept.count
          break
        }
        finish(matrix, &basis, known, vectors, count, options)
        return
      }
    }
  }

  private mutating func finish(
    _ matrix: SymmetricOperator<Element>, _ basis: inout OrthonormalBasis<Element>, _ known: Int,
    _ vectors: Matrix<Double>, _ count: Int, _ options: Options
  ) {
    // In the place of the basis, so that no more is held than before.
    basis.combine(Self.rows(Self.ends(known, count), of: vectors))
    var product = Vector<Element>(count: matrix.size)
    let pairs = basis.vectors.indices.map { index in
      basis.normalize(index)
      let x = basis[index]
      matrix.multiply(x, into: &product)
      // The quotient is better than the value of the projected matrix, whose vectors are not quite orthonormal.
      let value = x.dot(product)
      product.add(-value, x)
      return Eigenpair(value: value, residual: product.norm, vector: x)
    }
    let each = min(count, known)
    smallest = pairs.prefix(each).sorted { $0.value < $1.value }
    largest = pairs.suffix(each).sorted { $0.value > $1.value }
    products += pairs.count
    let scale = pairs.reduce(0) { max($0, abs($1.value)) }
    isConverged = pairs.allSatisfy { $0.residual <= 2 * options.tolerance * scale }
  }

  /// Lets go of the vectors, which take most of the memory.
  mutating func dropVectors() {
    for rank in largest.indices { largest[rank].vector = nil }
    for rank in smallest.indices { smallest[rank].vector = nil }
  }

  private static func eigenvectors(
    _ projected: [[Double]], _ count: Int
  ) throws(LinearAlgebraError) -> (values: [Double], vectors: Matrix<Double>) {
    let matrix = Matrix<Double>(rows: count, columns: count)
    for i in 0..<count { for j in 0..<count { matrix[i, j] = projected[i][j] } }
    return try matrix.symmetricEigenvectors()
  }

  /// The first and the last `each` of `count` indices, each index once.
  private static func ends(_ count: Int, _ each: Int) -> [Int] {
    2 * each >= count ? Array(0..<count) : Array(0..<each) + Array(count - each..<count)
  }

  private static func rows(_ chosen: [Int], of vectors: Matrix<Double>) -> Matrix<Element> {
    let rows = Matrix<Element>(rows: chosen.count, columns: vectors.columns)
    for (row, index) in chosen.enumerated() {
      for column in 0..<vectors.columns { rows[row, column] = Element(vectors[index, column]) }
    }
    return rows
  }
}
