import Glibc
import Optimization
import LinearAlgebra
import TestSupport

/// Logistic regression with weight decay on synthetic data: the mean of softplus(z) − y z over the rows of its batch.
final class LogisticRegression<Element: Scalar>: Objective {
  let rows: [[Double]]
  let labels: [Double]
  let decay: Double

  init(rows: [[Double]], labels: [Double], decay: Double) {
    self.rows = rows
    self.labels = labels
    self.decay = decay
  }

  /// `count` examples of `features` features, labeled by chance after a random linear rule.
  convenience init(count: Int, features: Int, decay: Double, seed: UInt64) {
    var random = TestGenerator(seed: seed)
    let truth = random.vector(features, in: -2...2)
    var rows: [[Double]] = []
    var labels: [Double] = []
    for _ in 0..<count {
      // Features of unequal scale, so that plain descent would be slow.
      let row = random.vector(features).enumerated().map { i, x in x * (i % 2 == 0 ? 1 : 10) }
      let p = 1 / (1 + exp(-row.dot(truth)))
      rows.append(row)
      labels.append(Double.random(in: 0...1, using: &random) < p ? 1 : 0)
    }
    self.init(rows: rows, labels: labels, decay: decay)
  }

  var parameterCount: Int { rows[0].count }

  private func logits(_ θ: Vector<Element>) -> [Double] {
    let x = θ.elements.map { Double($0) }
    return rows.map { $0.dot(x) }
  }

  private func probability(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    let x = θ.elements.map { Double($0) }
    let sum = zip(logits(θ), labels).reduce(0.0) { $0 + max($1.0, 0) + log1p(exp(-abs($1.0))) - $1.1 * $1.0 }
    return sum / Double(rows.count) + 0.5 * decay * x.dot(x)
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    var g = θ.elements.map { decay * Double($0) }
    for (i, z) in logits(θ).enumerated() {
      let error = (probability(z) - labels[i]) / Double(rows.count)
      for j in g.indices { g[j] += error * rows[i][j] }
    }
    for j in g.indices { gradient[j] = Element(g[j]) }
    return loss(at: θ, on: role)
  }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> LogisticCurvature<Element> {
    LogisticCurvature(model: self, probabilities: logits(θ).map(probability))
  }

  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }

  /// The optimum by Newton's method with dense elimination (iteratively reweighted least squares), in `Double`, with the
  /// smallest curvature there, which is at least the decay.
  func optimum() -> [Double] {
    var x = Array(repeating: 0.0, count: parameterCount)
    for _ in 0..<50 {
      var H = x.indices.map { i in x.indices.map { i == $0 ? decay : 0 } }
      var g = x.map { decay * $0 }
      for (row, label) in zip(rows, labels) {
        let p = probability(row.dot(x))
        for i in x.indices {
          g[i] += (p - label) * row[i] / Double(rows.count)
          for j in x.indices { H[i][j] += p * (1 - p) * row[i] * row[j] / Double(rows.count) }
        }
      }
      x = zip(x, Dense.solve(H, g)).map { $0 - $1 }
    }
    return x
  }
}

/// The Hessian of a ``LogisticRegression``.
struct LogisticCurvature<Element: Scalar>: SquaredGradients, DiagonalEstimate, FactorStatistics {
  let model: LogisticRegression<Element>
  let probabilities: [Double]
  private var variances: [Double] { probabilities.map { $0 * (1 - $0) } }

  func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    let x = v.elements.map { Double($0) }
    var Gv = x.map { model.decay * $0 }
    for (row, variance) in zip(model.rows, variances) {
      let u = variance * row.dot(x) / Double(model.rows.count)
      for j in Gv.indices { Gv[j] += u * row[j] }
    }
    for j in Gv.indices { product[j] = Element(Gv[j]) }
  }

  func squaredGradients(into diagonal: inout Vector<Element>) {
    diagonal.fill(0)
    for (i, row) in model.rows.enumerated() {
      let error = probabilities[i] - model.labels[i]
      for j in row.indices { diagonal[j] += Element(error * error * row[j] * row[j] / Double(model.rows.count)) }
    }
  }

  func diagonalEstimate(into diagonal: inout Vector<Element>) {
    diagonal.fill(0)
    for (row, variance) in zip(model.rows, variances) {
      for j in row.indices { diagonal[j] += Element(variance * row[j] * row[j] / Double(model.rows.count)) }
    }
  }

  /// The second moments of the features, and the mean variance: as if one knew nothing of the other.
  func factorStatistics() -> [FactorBlock<Element>] {
    let (n, count) = (model.parameterCount, Double(model.rows.count))
    let (sources, deltas) = (Matrix<Element>(rows: n, columns: n), Matrix<Element>(rows: 1, columns: 1))
    for i in 0..<n {
      for j in 0..<n { sources[i, j] = Element(model.rows.reduce(0) { $0 + $1[i] * $1[j] } / count) }
    }
    deltas[0, 0] = Element(variances.reduce(0, +) / count)
    return [FactorBlock(slices: [ColumnSlice(offset: 0, columns: n)], sources: sources, deltas: deltas)]
  }

  func addWeightDecay(to diagonal: inout Vector<Element>) {
    for j in 0..<diagonal.count { diagonal[j] += Element(model.decay) }
  }
}
