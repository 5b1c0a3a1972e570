internal import LinearAlgebra

/// The steps of a sequence as a chain: what one has to do with another falls as a power of their distance.
///
/// With the whitened moments of one step and the next having the eigenvalues ψ, the Fisher matrix of a sequence of T steps is
/// in their coordinates a diagonal of Σ_d (T − |d|) x^|d| with x = ψ_G ψ_A, −T < d < T (Martens, Ba & Johnson 2018, section
/// 3.5.3, "option 1", whose γ(x) is one over it).
enum StepChain {
  /// Σ_d (T − |d|) x^|d|, for −1 ≤ x ≤ 1:
  ///
  ///     T (1 − x²) − 2 x (1 − x^T)     T (1 + x) − 2 x Σ_j x^j
  ///     ──────────────────────────  =  ───────────────────────,  0 ≤ j < T
  ///             (1 − x)²                        1 − x
  ///
  /// Near 1, where that is 0 / 0, the first terms of its series: 2 Σ_k (x − 1)^k C(T + 1, k + 2) − T. For x ≥ 0 the relative
  /// error is below 1e-11 up to some thousand steps.
  static func sum(_ x: Double, length T: Int) -> Double {
    let (n, distance) = (Double(T), 1 - x)
    guard distance * n < 0.01 else { return (n * (1 + x) - 2 * x * powers(x, T)) / distance }
    var (binomial, sum, part) = ((n + 1) * n / 2, 0.0, 1.0)
    for k in 0..<6 {
      sum += part * binomial
      part *= -distance
      binomial *= (n - 1 - Double(k)) / Double(k + 3)
    }
    return 2 * sum - n
  }

  /// 1 + x + … + x^(T−1), by doubling: the sum of 2 k terms is that of k times 1 + x^k.
  private static func powers(_ x: Double, _ T: Int) -> Double {
    var (sum, power) = (0.0, 1.0)
    for bit in (0..<T.bitWidth - T.leadingZeroBitCount).reversed() {
      sum *= 1 + power
      power *= power
      guard T >> bit & 1 == 1 else { continue }
      sum = 1 + x * sum
      power *= x
    }
    return sum
  }

  /// The coordinates in which the moments of a step, C + shift, are 1 and those with the next one diagonal, as rows; and that
  /// diagonal, ψ.
  ///
  /// - Parameters:
  ///   - values: the eigenvalues of C, as a column.
  ///   - vectors: its eigenvectors, as rows.
  ///   - lagged: the symmetric part of the moments of a step and the next.
  /// - Throws: an error where `lagged` is not finite.
  static func coordinates<Element: Scalar>(
    values: Matrix<Element>, vectors: Matrix<Element>, shift: Double, lagged: Matrix<Element>
  ) throws(LinearAlgebraError) -> (rows: Matrix<Element>, ψ: [Double]) {
    let order = values.rows
    let (W, M) = (Matrix<Element>(rows: order, columns: order), Matrix<Element>(rows: order, columns: order))
    W.copy(vectors)
    W.scaleRows(by: (0..<order).map { 1 / (Double(values[$0, 0]) + shift).squareRoot() })  // W (C + shift) Wᵀ = 1
    let WC = Matrix<Element>(rows: order, columns: order)
    WC.multiply(W, lagged)
    M.multiply(WC, transposed: false, W, transposed: true)
    let (ψ, U) = try M.symmetricEigenvectors(by: .divideAndConquer)
    WC.multiply(U, W)
    return (WC, ψ)
  }
}
