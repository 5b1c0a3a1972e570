import LinearAlgebra
import Optimization
import TestSupport

/// f(x) = ½ ‖J x − y‖² / n + ½ κ ‖x‖², whose rows are J.
final class LeastSquares<Element: Scalar>: Objective {
  let J: [[Double]]
  let y: [Double]
  let κ: Double
  /// What the batch of backtracking is compared with; `nil` for the same.
  let others: [Double]?
  /// What the batch of the gradient is compared with; `nil` for the data of the curvature.
  var gradientBatch: [Double]?

  /// A structural damping matrix.
  var structural: Dense.Matrix?
  /// Whether the curvature has rows.
  var hasRows = true

  init(_ J: [[Double]], _ y: [Double], decay κ: Double = 0, others: [Double]? = nil) {
    (self.J, self.y, self.κ, self.others) = (J, y, κ, others)
  }

  var parameterCount: Int { J[0].count }

  private func residuals(at θ: Vector<Element>, _ y: [Double]) -> [Double] {
    zip(J, y).map { $0.dot(θ.elements.map(Double.init)) - $1 }
  }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    let r = residuals(at: θ, role == .backtracking ? others ?? y : y)
    return 0.5 * r.dot(r) / Double(J.count) + 0.5 * κ * θ.dot(θ)
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    let r = residuals(at: θ, role == .gradient ? gradientBatch ?? y : y)
    gradient.copy(
      Vector(
        (0..<parameterCount).map { j in
          Element((0..<J.count).reduce(κ * Double(θ[j])) { $0 + J[$1][j] * r[$1] / Double(J.count) })
        }))
    return loss(at: θ, on: role)
  }

  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool {
    first == second || (gradientBatch == nil && Set([first, second]) == [.gradient, .curvature])
  }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> Rows {
    Rows(self, residuals(at: θ, y), loss(at: θ, on: role))
  }

  struct Rows: RowCurvature, StructuralStatistics {
    let objective: LeastSquares
    let residuals: [Double]
    let loss: Double

    init(_ objective: LeastSquares, _ residuals: [Double], _ loss: Double) {
      (self.objective, self.residuals, self.loss) = (objective, residuals, loss)
    }

    func rows(in whitening: Whitening<Element>?, perSequence: Int) -> (any CurvatureRows<Element>)? {
      guard objective.hasRows else { return nil }
      return PlainRows<Element>(
        objective.J, in: whitening, residuals, divisor: Double(objective.J.count), loss: loss, weightDecay: objective.κ)
    }

    func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
      let v = v.elements.map(Double.init)
      let Jv = objective.J.map { $0.dot(v) }
      product.copy(
        Vector(
          v.indices.map { j in
            Element(
              objective.J.indices.reduce(objective.κ * v[j]) { $0 + objective.J[$1][j] * Jv[$1] / Double(Jv.count) })
          }))
    }

    /// One row of all parameters, whose factors are the matrix itself and 2.
    func structuralFactors(sequences: Int) -> [FactorBlock<Element>] {
      let count = objective.parameterCount
      let (sources, deltas) = (Matrix<Element>(rows: count, columns: count), Matrix<Element>(rows: 1, columns: 1))
      for (i, row) in (objective.structural ?? []).enumerated() {
        for (j, number) in row.enumerated() { sources[i, j] = Element(number) }
      }
      deltas[0, 0] = 2
      return [FactorBlock(slices: [ColumnSlice(offset: 0, columns: count)], sources: sources, deltas: deltas)]
    }

    func structuralDiagonal(
      sequences: Int, in rotation: KroneckerRotation<Element>?, into diagonal: inout Vector<Element>
    ) {
      diagonal.fill(0)
      guard let structural = objective.structural else { return }
      // The columns of Q.
      let columns = structural.indices.map { j in
        let column = Matrix<Element>(rows: 1, columns: structural.count)
        column[0, j] = 1
        rotation?.apply(to: column, scratch: Memory(count: rotation?.scratchCount ?? 0))
        return column.elements.map(Double.init)
      }
      for i in structural.indices {
        let row = columns.map { $0[i] }
        diagonal[i] = Element(row.dot(Dense.apply(structural, row)))
      }
    }

    func addWeightDecay(to diagonal: inout Vector<Element>) {
      for i in 0..<diagonal.count { diagonal[i] += Element(objective.κ) }
    }
  }
}
