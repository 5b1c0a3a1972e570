/// Martens' test of relative progress (Martens 2010, section 4.4).
///
///     stop at i > k = max(10, ⌈i/10⌉)  when  q(δ_i) < 0  and  (q(δ_i) − q(δ_{i−k})) / q(δ_i) < k ε
///
/// k grows with i because a solve that has run for long needs a longer look back to tell slow from finished.
public struct ProgressTest: Sendable {
  /// ε, the relative progress of one iteration below which it is not worth another.
  public let tolerance: Double

  /// The test with tolerance ε.
  public init(tolerance: Double) {
    self.tolerance = tolerance
  }

  /// k = max(10, ⌈i/10⌉), the number of iterations looked back on at iteration `i`.
  public static func window(at i: Int) -> Int { max(10, (i + 9) / 10) }

  /// Whether the last value of `quadratics`, which holds q(δ_0), …, q(δ_i), ends the solve.
  public func isMet(by quadratics: [Double]) -> Bool {
    let i = quadratics.count - 1
    let k = Self.window(at: i)
    guard i > k, quadratics[i] < 0 else { return false }
    return (quadratics[i] - quadratics[i - k]) / quadratics[i] < Double(k) * tolerance
  }
}
