/// When conjugate gradients stop.
public struct ConjugateGradientOptions: Codable, Sendable, Equatable {
  /// Most iterations of one solve. Martens & Sutskever (2011) had 300; with 100 the curvature batch is over-fitted less, and
  /// long-range tasks are solved at a lower cost (`Experiments/pathological`).
  public var iterationCap = 100

  /// ε of Martens' test of relative progress: stop when the last k iterations improved q by less than kε of its value.
  /// 5·10⁻⁴ (Martens 2010, section 4.4).
  public var progressTolerance = 5e-4

  /// Stop when ‖b − Ax‖ ≤ `residualTolerance` ‖b‖. Off by default: the residual says little about q, which is what a
  /// step is made for.
  public var residualTolerance: Double?

  /// Stop when so many kept iterates in a row have a loss no better than the best before them: more iterations would fit
  /// the curvature batch only. Off by default; costs one loss on the backtracking batch for each kept iterate, none of
  /// which is computed again in backtracking.
  public var heldOutPatience: Int?

  /// Iterations between two exact computations of the residual, each one more product. 50: rounding in the recurrence
  /// is repaired before it matters in single precision, for two per cent of the cost.
  public var exactResidualInterval = 50

  /// The defaults given with each property.
  public init() {}
}

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
