import Foundation
import LinearAlgebra
import Optimization
import TestSupport

/// Σ log cosh(z − t) over the rows of z = W ã, mean over the records of a batch; two groups of rows share their sources. The
/// weights of each group come first, row by row, then the biases of all. `Tests/Interchange/kfac.py` has the same model.
final class RecordModel<Element: Scalar>: Objective {
  struct Batch: Codable {
    var sources: [[Double]]
    var targets: [[Double]]
  }

  let groups: [Int]
  let inputs: Int
  let batches: [Batch]
  /// The batch in use; the first draw makes it 0.
  private(set) var current = -1
  /// The number of linearizations.
  private(set) var linearizations = 0

  init(groups: [Int], inputs: Int, batches: [Batch]) {
    (self.groups, self.inputs, self.batches) = (groups, inputs, batches)
  }

  static func batches(_ count: Int, records: Int, inputs: Int, outputs: Int, seed: UInt64) -> [Batch] {
    var random = TestGenerator(seed: seed)
    return (0..<count).map { _ in
      Batch(
        sources: (0..<records).map { _ in random.vector(inputs).enumerated().map { $1 * Double(1 + $0) } },
        targets: (0..<records).map { _ in random.vector(outputs, in: -2...2) })
    }
  }

  func draw() { current = (current + 1) % batches.count }

  var outputs: Int { groups.reduce(0, +) }
  var parameterCount: Int { outputs * (inputs + 1) }
  var shapes: ParameterShapes {
    ParameterShapes(
      count: parameterCount, factorNumbers: groups.reduce((inputs + 1) * (inputs + 1)) { $0 + $1 * $1 })
  }

  /// W with the bias as its last column.
  func rows(_ θ: Vector<Element>) -> [[Double]] {
    let weights = outputs * inputs
    return (0..<outputs).map { i in
      (0..<inputs).map { Double(θ[i * inputs + $0]) } + [Double(θ[weights + i])]
    }
  }

  func vector(_ rows: [[Double]]) -> Vector<Element> {
    Vector((rows.flatMap { $0.dropLast() } + rows.map { $0[inputs] }).map { Element($0) })
  }

  var sources: [[Double]] { batches[current].sources.map { $0 + [1] } }

  /// z − t of each record.
  func differences(_ θ: Vector<Element>) -> [[Double]] {
    let W = rows(θ)
    return zip(sources, batches[current].targets).map { a, t in zip(W, t).map { $0.dot(a) - $1 } }
  }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    return differences(θ).reduce(0) { $0 + $1.reduce(0) { $0 + log(cosh($1)) } } / Double(sources.count)
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    let (a, r) = (sources, residuals(θ))
    gradient.copy(
      vector(
        (0..<outputs).map { i in
          (0...inputs).map { j in a.indices.reduce(0) { $0 + r[$1][i] * a[$1][j] } / Double(a.count) }
        }))
    return loss(at: θ, on: role)
  }

  func residuals(_ θ: Vector<Element>) -> [[Double]] { differences(θ).map { $0.map { tanh($0) } } }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> RecordCurvature<Element> {
    linearizations += 1
    return RecordCurvature(model: self, sources: sources, residuals: residuals(θ))
  }
}

/// The Gauss-Newton matrix of a ``RecordModel`` and its factors.
struct RecordCurvature<Element: Scalar>: RotatedSquares {
  let model: RecordModel<Element>
  let sources: [[Double]]
  let residuals: [[Double]]

  func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    let V = model.rows(v)
    var sum = V.map { $0.map { _ in 0.0 } }
    for (a, r) in zip(sources, residuals) {
      for i in V.indices {
        let middle = (1 - r[i] * r[i]) * V[i].dot(a) / Double(sources.count)
        for j in a.indices { sum[i][j] += middle * a[j] }
      }
    }
    product.copy(model.vector(sum))
  }

  private func ranges() -> [(first: Int, rows: Int)] {
    var start = 0
    return model.groups.map { rows in
      start += rows
      return (start - rows, rows)
    }
  }

  func factorStatistics() -> [FactorBlock<Element>] {
    func moments(_ rows: [[Double]]) -> Matrix<Element> {
      let n = rows[0].count
      let result = Matrix<Element>(rows: n, columns: n)
      for i in 0..<n {
        for j in 0..<n { result[i, j] = Element(rows.reduce(0) { $0 + $1[i] * $1[j] } / Double(rows.count)) }
      }
      return result
    }
    let shared = moments(sources)
    let (inputs, weights) = (model.inputs, model.outputs * model.inputs)
    return ranges().map { first, rows in
      FactorBlock(
        slices: [
          ColumnSlice(offset: first * inputs, columns: inputs), ColumnSlice(offset: weights + first, columns: 1),
        ], sources: shared,
        deltas: moments(residuals.map { Array($0[first..<first + rows]) }))
    }
  }

  func sampledSquares(in rotation: KroneckerRotation<Element>, into squares: inout Vector<Element>) {
    squares.fill(0)
    for (a, r) in zip(sources, residuals) {
      let gradient = Matrix<Element>(rows: 1, columns: model.parameterCount)
      gradient.copy(model.vector(r.map { r in a.map { r * $0 } }), from: 0)
      rotation.apply(to: gradient, scratch: Memory(count: rotation.scratchCount))
      for i in 0..<model.parameterCount {
        squares[i] += gradient[0, i] * gradient[0, i] / Element(sources.count)
      }
    }
  }
}
