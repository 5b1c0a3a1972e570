internal import LinearAlgebra
internal import RecurrentNetworks

/// Levenberg–Marquardt on q(s) = ½ ‖F(s, u*) − s‖² with the exact Jacobian of the step, from one start after the other
/// (Levenberg 1944; Marquardt 1963). Near a fixed point it is Newton's method, which converges to rounding.
///
/// It holds all memory of a search, and is for one caller at a time.
final class FixedPointSearch {
  /// Where a search has ended.
  struct End {
    let state: [Double]
    let q: Double
    let iterations: Int
  }

  private let map: StepMap<Double>
  private let s, next, tried, residual, step: Matrix<Double>
  private let J, A: Matrix<Double>

  init(_ map: StepMap<Double>) {
    self.map = map
    func row() -> Matrix<Double> { Matrix(rows: 1, columns: map.width) }
    (s, next, tried, residual, step) = (row(), row(), row(), row(), row())
    (J, A) = (Matrix(rows: map.width, columns: map.width), Matrix(rows: map.width, columns: map.width))
  }

  /// Goes down from a start until q is at most `tolerance`, or cannot be made smaller.
  ///
  /// - Parameters:
  ///   - tolerance: q at which a point is good enough; 0 for as good as the precision gives.
  ///   - limit: the most iterations.
  func run(from start: [Double], tolerance: Double, limit: Int) -> End {
    put(start, into: s)
    var q = residual(at: s)
    // ν is in units of the largest diagonal of AᵀA, which is near 1 where F contracts.
    var ν = 1e-3
    var iterations = 0
    while iterations < limit, q.isFinite, q > tolerance {
      iterations += 1
      // (AᵀA + ν I) d = −Aᵀ R with A = J − I and R = F(s) − s
      map.jacobian(into: J)
      for i in 0..<map.width { J[i, i] -= 1 }
      var accepted = false
      while !accepted, ν < 1e12 {
        A.multiplyLower(J, transposed: true)
        for i in 0..<map.width { A[i, i] += ν }
        step.multiply(residual, J)
        step.scale(-1)
        guard A.factorizeCholesky() else {
          ν = max(10 * ν, 1e-15)
          continue
        }
        A.solveCholesky(step)
        tried.copy(s)
        tried.add(1, step)
        let before = q
        let new = residual(at: tried)
        accepted = new < before
        if accepted {
          s.copy(tried)
          q = new
          ν = ν < 1e-14 ? 0 : ν / 10
        } else {
          ν = max(10 * ν, 1e-15)
          // Rounding alone is left where a step of Newton's length no longer helps.
          if before < 1e-24 { return end(residual(at: s), iterations) }
          _ = residual(at: s)
        }
      }
      if !accepted { break }
    }
    return end(residual(at: s), iterations)
  }

  /// The Jacobian of the step, and what the network predicts, at a state.
  func look(at state: [Double]) -> (jacobian: Matrix<Double>, predictions: [Double]) {
    put(state, into: s)
    map.step(s, into: next)
    map.jacobian(into: J)
    let jacobian = Matrix<Double>(rows: map.width, columns: map.width)
    jacobian.copy(J)
    return (jacobian, map.predictions())
  }

  private func end(_ q: Double, _ iterations: Int) -> End {
    End(state: (0..<map.width).map { s[0, $0] }, q: q, iterations: iterations)
  }

  /// R ← F(s) − s; returns q.
  private func residual(at s: Matrix<Double>) -> Double {
    map.step(s, into: next)
    residual.copy(next)
    residual.add(-1, s)
    return 0.5 * residual.dotOfRow(0, residual)
  }

  private func put(_ state: [Double], into row: Matrix<Double>) {
    for (j, value) in state.enumerated() { row[0, j] = value }
  }
}
