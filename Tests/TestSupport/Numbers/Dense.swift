/// Plain dense algebra in `Double`, written for the tests alone and sharing no code with the library.
public enum Dense {
  /// Rows of numbers.
  public typealias Matrix = [[Double]]

  /// A x.
  public static func apply(_ A: Matrix, _ x: [Double]) -> [Double] { A.map { $0.dot(x) } }

  /// ½ xᵀAx − bᵀx.
  public static func quadratic(_ A: Matrix, _ b: [Double], _ x: [Double]) -> Double {
    0.5 * x.dot(apply(A, x)) - b.dot(x)
  }

  /// Gaussian elimination with partial pivoting.
  public static func solve(_ A: Matrix, _ b: [Double]) -> [Double] {
    let n = b.count
    var rows = (0..<n).map { A[$0] + [b[$0]] }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
      rows.swapAt(column, pivot)
      for row in 0..<n where row != column {
        let factor = rows[row][column] / rows[column][column]
        if factor != 0 { for k in column...n { rows[row][k] -= factor * rows[column][k] } }
      }
    }
    return (0..<n).map { rows[$0][n] / rows[$0][$0] }
  }

  /// The lower triangular L of A = L Lᵀ, column by column.
  public static func cholesky(_ A: Matrix) -> Matrix {
    var L = A.map { $0.map { _ in 0.0 } }
    for j in A.indices {
      L[j][j] = (A[j][j] - L[j].dot(L[j])).squareRoot()
      for i in A.indices.dropFirst(j + 1) { L[i][j] = (A[i][j] - L[i].dot(L[j])) / L[j][j] }
    }
    return L
  }

  /// `v` made orthogonal to the orthonormal `basis`, twice over; its norm is that of what is left.
  public static func orthogonalized(_ v: [Double], to basis: [[Double]]) -> [Double] {
    var v = v
    for _ in 0..<2 {
      for u in basis {
        let c = u.dot(v)
        for i in v.indices { v[i] -= c * u[i] }
      }
    }
    return v
  }

  /// A symmetric matrix with the given eigenvalues and random eigenvectors.
  public static func symmetric(eigenvalues: [Double], seed: UInt64) -> Matrix {
    var random = TestGenerator(seed: seed)
    let n = eigenvalues.count
    var basis: [[Double]] = []
    while basis.count < n {
      let v = orthogonalized(random.vector(n), to: basis)
      let length = v.norm
      if length > 1e-3 { basis.append(v.map { $0 / length }) }
    }
    return (0..<n).map { i in
      (0..<n).map { j in (0..<n).reduce(0) { $0 + eigenvalues[$1] * basis[$1][i] * basis[$1][j] } }
    }
  }

  /// Positive eigenvalues from 1 to `condition`, evenly spaced in the logarithm by repeated multiplication.
  public static func spectrum(_ n: Int, condition: Double) -> [Double] {
    guard n > 1 else { return [1.5] }
    var ratio = condition
    // The (n−1)-th root by bisection: no library function, no surprise.
    var (low, high) = (1.0, condition)
    for _ in 0..<200 {
      ratio = 0.5 * (low + high)
      let power = (1..<n).reduce(1.0) { p, _ in p * ratio }
      if power < condition { low = ratio } else { high = ratio }
    }
    return (0..<n).map { i in (0..<i).reduce(1.0) { p, _ in p * ratio } }
  }

  /// min q over x_0 + span{M⁻¹r, (M⁻¹A) M⁻¹r, …} of dimension i for i = 0, 1, …, `count`: what i iterations of conjugate
  /// gradients are to reach, found with an orthonormal basis and dense elimination.
  public static func krylovMinima(_ A: Matrix, _ b: [Double], from x0: [Double], preconditioner M: [Double], count: Int)
    -> [Double]
  {
    let r = zip(b, apply(A, x0)).map { $0 - $1 }
    var minima = [quadratic(A, b, x0)]
    var basis: [[Double]] = []
    var next = zip(r, M).map { $0 / $1 }
    for _ in 0..<count {
      let v = orthogonalized(next, to: basis)
      if v.norm > 1e-10 * next.norm { basis.append(v.map { $0 / v.norm }) }
      let projected = basis.map { u in basis.map { u.dot(apply(A, $0)) } }
      let y = solve(projected, basis.map { $0.dot(r) })
      var x = x0
      for (u, c) in zip(basis, y) { for i in x.indices { x[i] += c * u[i] } }
      minima.append(quadratic(A, b, x))
      next = zip(apply(A, basis.last!), M).map { $0 / $1 }
    }
    return minima
  }
}
