public import LinearAlgebra
public import Losses

/// How much each sequence of a batch bears on the Gauss-Newton matrix and the gradient, as far as its outputs tell:
///
///     s = ‖∂ℓ/∂z‖ + tr H_ℓ
///
/// of its scored step, and a tenth of the mean for what the outputs do not tell (Katharopoulos & Fleuret 2018, section 3.2, bound
/// the norm of a gradient by the same ‖∂ℓ/∂z‖). With classes most sequences come to bear on neither, once they are right.
public struct SequenceImportance<Element: Scalar>: Sendable {
  private let loss: any FactoredLoss
  private let values: Matrix<Double>

  /// Nothing is known of so many sequences.
  public init(_ loss: any FactoredLoss, sequences: Int) {
    self.loss = loss
    values = Matrix(rows: 1, columns: sequences)
  }

  /// Notes predictions of a forward pass over the batch, where ``BatchEvaluator`` shows them.
  public func note(_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) {
    guard !scored.isEmpty else { return }
    let (rows, outputs) = (chunk.lossRows(from: scored.lowerBound), predictions.columns)
    let rank = loss.rank(outputs: outputs)
    let z̄ = Matrix<Element>(rows: scored.count, columns: outputs)
    loss.copyGradient(into: z̄, predictions: predictions, rows)
    for row in 0..<scored.count {
      values[0, chunk.sequence(of: scored.lowerBound + row)] = z̄.dotOfRow(row, z̄).squareRoot()
    }
    let unit = Matrix<Element>(rows: scored.count, columns: rank)
    for k in 0..<rank {
      unit.fill(0)
      for row in 0..<scored.count { unit[row, k] = 1 }
      loss.multiplyHessianFactor(unit, into: z̄, predictions: predictions, rows)
      for row in 0..<scored.count {
        values[0, chunk.sequence(of: scored.lowerBound + row)] += z̄.dotOfRow(row, z̄)
      }
    }
  }

  /// s of each sequence: 0 of those without a scored step, 1 of all where none bears on anything that is a number.
  public var all: [Double] {
    let values = values.elements
    let sum = values.reduce(0, +)
    guard sum > 0, sum.isFinite else { return values.map { _ in 1 } }
    let least = 0.1 * sum / Double(values.count)
    return values.map { $0 > 0 ? $0 + least : 0 }
  }
}
