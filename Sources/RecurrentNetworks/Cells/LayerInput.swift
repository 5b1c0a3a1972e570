public import LinearAlgebra

/// What a layer reads over the rows of a window: features, or symbols that select a column of the input weights.
public enum LayerInput<Element: Scalar>: Sendable {
  /// One row of features for each row.
  case features(Matrix<Element>)
  /// Row i has symbol `symbols[start + i * step]`.
  case symbols([Int32], start: Int, step: Int)

  /// The input of some of the rows: `count` of them from `first` on, `step` apart.
  func everyRow(from first: Int, step: Int, count: Int) -> LayerInput {
    switch self {
    case .features(let matrix):
      .features(matrix.everyRow(from: first, step: step, count: count))
    case .symbols(let symbols, let start, let stride):
      .symbols(symbols, start: start + first * stride, step: stride * step)
    }
  }

  /// drive ← x Wᵀ (+ drive where `adding`), W being stack `index` of `weights`.
  ///
  /// Symbols are gathered: row s of Wᵀ is what a one-hot product would give.
  public func multiply(_ weights: LayerParameters<Element>, _ index: Int, into drive: Matrix<Element>, adding: Bool) {
    switch self {
    case .features(let x):
      drive.multiply(x, weights.transposed[index], adding: adding)
    case .symbols(let symbols, let start, let step):
      drive.gather(weights.transposed[index], at: symbols, from: start, step: step, adding: adding)
    }
  }

  /// drive ← `bias` + x Wᵀ, W being stack `index` of `weights` and `bias` one row.
  public func fill(
    _ drive: Matrix<Element>, bias: Matrix<Element>, _ weights: LayerParameters<Element>, _ index: Int
  ) {
    switch self {
    case .features(let x): drive.fillRows(bias, adding: x, times: weights.transposed[index])
    case .symbols:
      drive.fillRows(bias)
      multiply(weights, index, into: drive, adding: true)
    }
  }

  /// gradient of W ← itself + Σ δᵀ x over the rows; symbols are collected in the transposed block.
  public func accumulate(_ deltas: Matrix<Element>, into gradient: LayerParameters<Element>, _ index: Int) {
    switch self {
    case .features(let x):
      gradient.plain[index].multiply(deltas, transposed: true, x, adding: true)
    case .symbols(let symbols, let start, let step):
      gradient.transposed[index].scatterAdd(deltas, at: symbols, from: start, step: step)
    }
  }
}
