import LinearAlgebra
import Optimization
import TestSupport

/// Least squares in a metric: ½ mean (W a + c − t)ᵀ Q (W a + c − t) over records of sources a and targets t. Its Hessian is
/// exactly mean ã ãᵀ ⊗ Q.
final class DenseLayer: Objective {
  struct Hessian: FactorStatistics {
    let layer: DenseLayer

    func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {
      let V = layer.rows(v)
      let VA = V.map { row in layer.A.map { $0.dot(row) } }
      product.copy(
        layer.vector(
          (0..<layer.outputs).map { i in
            (0...layer.inputs).map { j in (0..<layer.outputs).reduce(0) { $0 + layer.Q[i][$1] * VA[$1][j] } }
          }))
    }

    func factorStatistics() -> [FactorBlock<Double>] {
      func matrix(_ M: Dense.Matrix) -> Matrix<Double> {
        let result = Matrix<Double>(rows: M.count, columns: M.count)
        for i in M.indices { for j in M.indices { result[i, j] = M[i][j] } }
        return result
      }
      let weights = layer.inputs * layer.outputs
      return [
        FactorBlock(
          slices: [ColumnSlice(offset: 0, columns: layer.inputs), ColumnSlice(offset: weights, columns: 1)],
          sources: matrix(layer.A), deltas: matrix(layer.Q))
      ]
    }
  }

  let inputs: Int
  let outputs: Int
  let Q: Dense.Matrix
  let A: Dense.Matrix
  private let sources: [[Double]]
  private let targets: [[Double]]

  init(inputs: Int, outputs: Int, records: Int, seed: UInt64) {
    var random = TestGenerator(seed: seed)
    (self.inputs, self.outputs) = (inputs, outputs)
    Q = Dense.symmetric(eigenvalues: Dense.spectrum(outputs, condition: 100), seed: seed)
    // Sources of unequal size, and a 1 for the bias.
    sources = (0..<records).map { _ in
      random.vector(inputs).enumerated().map { $1 * Double(1 + $0 * $0) } + [1]
    }
    targets = (0..<records).map { _ in random.vector(outputs) }
    let sources = sources
    A = (0...inputs).map { i in
      (0...inputs).map { j in sources.reduce(0) { $0 + $1[i] * $1[j] } / Double(records) }
    }
  }

  var parameterCount: Int { outputs * (inputs + 1) }

  /// W with the bias as its last column.
  func rows(_ θ: Vector<Double>) -> [[Double]] {
    (0..<outputs).map { i in (0..<inputs).map { θ[i * inputs + $0] } + [θ[inputs * outputs + i]] }
  }

  func vector(_ rows: [[Double]]) -> Vector<Double> {
    Vector(rows.flatMap { $0.dropLast() } + rows.map { $0[inputs] })
  }

  private func residuals(_ θ: Vector<Double>) -> [[Double]] {
    let W = rows(θ)
    return zip(sources, targets).map { a, t in zip(W, t).map { $0.dot(a) - $1 } }
  }

  func loss(at θ: Vector<Double>, on role: BatchRole) -> Double {
    residuals(θ).reduce(0) { $0 + 0.5 * $1.dot(Dense.apply(Q, $1)) } / Double(sources.count)
  }

  func gradient(at θ: Vector<Double>, on role: BatchRole, into gradient: inout Vector<Double>) -> Double {
    var sum = (0..<outputs).map { _ in [Double](repeating: 0, count: inputs + 1) }
    for (a, r) in zip(sources, residuals(θ)) {
      let Qr = Dense.apply(Q, r)
      for i in 0..<outputs { for j in 0...inputs { sum[i][j] += Qr[i] * a[j] / Double(sources.count) } }
    }
    gradient.copy(vector(sum))
    return loss(at: θ, on: role)
  }

  func linearize(at θ: Vector<Double>, on role: BatchRole) -> Hessian { Hessian(layer: self) }
  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }
}
