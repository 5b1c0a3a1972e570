public import LinearAlgebra

/// How the eigenvalues of a symmetric matrix are distributed, by stochastic Lanczos quadrature (Golub & Meurant 1994; Lin,
/// Saad & Yang 2016, *Approximating spectral densities of large matrices*, section 3.2).
///
/// A Lanczos iteration of k steps from a random vector z gives k nodes and weights, the Gauss quadrature of the spectral
/// measure of z: right for all polynomials below degree 2k. The mean over several z is the density of the matrix.
public struct SpectralDensity: Sendable, Encodable {
  /// A place on the axis, and the share of the eigenvalues that stands there.
  public struct Node: Sendable, Encodable {
    public let value: Double
    public let weight: Double
  }

  /// The nodes by value; their weights add up to 1.
  public let nodes: [Node]
  /// The number of random vectors.
  public let vectors: Int
  /// The products spent.
  public let products: Int

  /// Estimates the density.
  ///
  /// - Parameters:
  ///   - matrix: the matrix.
  ///   - steps: the Lanczos steps for each random vector; as many vectors and a few are held at a time.
  ///   - count: the random vectors.
  ///   - seed: their seed.
  ///   - goesOn: is told the products spent and all of them; false ends the work with the vectors that are done.
  /// - Returns: nil where it was ended before one was done.
  /// - Throws: `LinearAlgebraError` where products are not finite.
  public init?<Element: Scalar>(
    of matrix: SymmetricOperator<Element>, steps: Int = 20, vectors count: Int = 5, seed: UInt64 = 1,
    goesOn: (_ products: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws(LinearAlgebraError) {
    var generator = Philox(seed: seed, stream: 0xDE45)
    var (nodes, spent, done) = ([Node](), 0, 0)
    let steps = min(steps, matrix.size)
    for _ in 0..<count {
      var isWanted = true
      let found = try Self.quadrature(of: matrix, steps: steps, &generator) {
        spent += 1
        isWanted = goesOn(spent, steps * count)
        return isWanted
      }
      guard let found else { break }
      nodes += found
      done += 1
      if !isWanted { break }
    }
    guard done > 0 else { return nil }
    self.nodes = nodes.sorted { $0.value < $1.value }.map { Node(value: $0.value, weight: $0.weight / Double(done)) }
    vectors = done
    products = spent
  }

  /// The nodes of one random vector; nil where `goesOn` was false before they were found.
  private static func quadrature<Element: Scalar>(
    of matrix: SymmetricOperator<Element>, steps: Int, _ generator: inout Philox, goesOn: () -> Bool
  ) throws(LinearAlgebraError) -> [Node]? {
    let size = matrix.size
    var basis = OrthonormalBasis<Element>(size: size, capacity: steps)
    basis.appendRandom(using: &generator)
    var (diagonal, coupling): ([Double], [Double]) = ([], [])
    var rest = Vector<Element>(count: size)
    for j in 0..<steps {
      matrix.multiply(basis[j], into: &rest)
      let isWanted = goesOn()
      let coefficients = basis.project(&rest)
      diagonal.append(coefficients[j])
      let norm = rest.norm
      guard norm.isFinite else { throw .notFinite(operation: "the spectral density", rows: size, columns: size) }
      let scale = coefficients.reduce(0) { max($0, abs($1)) }
      // An invariant space: the quadrature is exact.
      if j == steps - 1 || norm <= 10 * Double(Element.ulpOfOne) * scale * Double(j + 1) { break }
      guard isWanted else { return nil }
      basis.append(rest)
      if basis.count == j + 1 { break }
      coupling.append(norm)
    }
    let tridiagonal = Matrix<Double>(rows: diagonal.count, columns: diagonal.count)
    for (j, value) in diagonal.enumerated() { tridiagonal[j, j] = value }
    for (j, value) in coupling.enumerated() { (tridiagonal[j, j + 1], tridiagonal[j + 1, j]) = (value, value) }
    let (values, vectors) = try tridiagonal.symmetricEigenvectors()
    return values.enumerated().map { Node(value: $1, weight: vectors[$0, 0] * vectors[$0, 0]) }
  }

  /// The share of the eigenvalues at most `value`.
  public func share(upTo value: Double) -> Double { nodes.reduce(0) { $1.value <= value ? $0 + $1.weight : $0 } }
}
