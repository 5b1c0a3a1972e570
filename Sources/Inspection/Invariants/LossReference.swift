internal import LinearAlgebra
internal import Losses
internal import RecurrentNetworks

/// The loss of a batch as a function of all its logits, from the formulas and from the data as it was given.
struct LossReference {
  private let loss: Loss
  private let outputs: Int
  private let view: SequenceView
  /// For each row of logits, its row in the data.
  private let rows: [Int]

  init(_ view: SequenceView, _ batch: Batch<Double>, _ definition: NetworkDefinition) {
    self.view = view
    loss = definition.loss
    outputs = definition.outputs
    let scored = (0..<view.count).map { n in
      (view.offsets[n]..<view.offsets[n + 1]).filter { (view.weights?[$0] ?? 1) > 0 }
    }
    // The rows of one sequence come in the order of time.
    var next = Array(repeating: 0, count: view.count)
    rows = batch.chunks.flatMap { chunk in
      (0..<chunk.scored).map { row in
        let n = chunk.sequence(of: row)
        next[n] += 1
        return scored[n][next[n] - 1]
      }
    }
  }

  /// Σ w over all steps.
  var totalWeight: Double { rows.reduce(0) { $0 + weight($1) } }

  /// Σ w ℓ(z, y)
  func total(_ z: [Double]) -> Double {
    rows.enumerated().reduce(0) { sum, row in
      sum + weight(row.element) * value(z[row.offset * outputs..<(row.offset + 1) * outputs], row.element)
    }
  }

  /// For each sequence, mean and mean square of (g · v)² over targets drawn from the model, where g is the gradient of the
  /// sequence, each step entering with √w, and d = J v.
  ///
  /// A sum of independent numbers with mean 0 has the fourth moment Σ m₄ + 3 ((Σ m₂)² − Σ m₂²).
  func sampledDerivatives(_ z: [Double], _ d: [Double]) -> [(mean: Double, square: Double)] {
    var moments = Array(repeating: (second: 0.0, seconds: 0.0, fourth: 0.0), count: view.count)
    for (i, row) in rows.enumerated() {
      let n = view.offsets.lastIndex { $0 <= row }!
      let w = weight(row)
      let part = i * outputs..<(i + 1) * outputs
      for (second, fourth) in loss.function.sampledMoments(of: z[part], along: d[part]) {
        moments[n].second += w * second
        moments[n].seconds += w * w * second * second
        moments[n].fourth += w * w * fourth
      }
    }
    return moments.map { ($0.second, $0.fourth + 3 * ($0.second * $0.second - $0.seconds)) }
  }

  private func weight(_ row: Int) -> Double { Double(view.weights?[row] ?? 1) }

  private func value(_ z: ArraySlice<Double>, _ row: Int) -> Double {
    let target: StepTarget =
      switch view.targets {
      case .classes(let classes, _): .class(Int(classes[row]))
      case .values(let values, let count): .values(values[row * count..<(row + 1) * count])
      }
    return loss.function.value(of: z, at: target)
  }
}
