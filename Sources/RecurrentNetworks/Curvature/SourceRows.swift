internal import LinearAlgebra

/// What a gate multiplies, as second moments see it.
struct MomentSource: Sendable, Equatable {
  /// In the order in which moments of two different sources are kept.
  enum Kind: Int, Sendable {
    /// One of a number of symbols.
    case symbols
    /// The 1 that a bias multiplies.
    case one
    case numbers
  }

  /// `nil` for the 1 of biases.
  let reads: Term.Source?
  let kind: Kind
  let width: Int
}

/// A source over some rows.
enum SourceRows<Element: Scalar> {
  /// Row i has symbol `symbols[start + i * step]`.
  case symbols([Int32], start: Int, step: Int, count: Int)
  /// A column of ones.
  case ones(Matrix<Element>)
  case numbers(Matrix<Element>)

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> SourceRows {
    switch self {
    case .symbols(let symbols, let start, let step, _):
      .symbols(symbols, start: start + range.lowerBound * step, step: step, count: range.count)
    case .ones(let ones): .ones(ones.rows(range))
    case .numbers(let matrix): .numbers(matrix.rows(range))
    }
  }
}

extension Matrix {
  /// self ← self + Σ x yᵀ over the rows of two sources, whose kinds are in order.
  ///
  /// One-hot rows are never made: with numbers a symbol selects the row of the sum that they are added to, with ones it is
  /// counted. Symbols with themselves in the same rows are a diagonal, of which self is the only column.
  func addMoments(_ x: SourceRows<Element>, _ y: SourceRows<Element>) {
    switch (x, y) {
    case (.symbols(let symbols, let start, let step, _), .ones(let rows)),
      (.symbols(let symbols, let start, let step, _), .numbers(let rows)):
      scatterAdd(rows, at: symbols, from: start, step: step)
    case (.symbols(let x, let first, let xStep, let count), .symbols(let y, let second, let yStep, _)):
      for i in 0..<count { self[Int(x[first + i * xStep]), Int(y[second + i * yStep])] += 1 }
    case (.ones(let ones), .ones): self[0, 0] += Element(ones.rows)
    case (.ones, .numbers(let b)): addSumOfRows(of: b)
    case (.numbers(let a), .numbers(let b)): multiply(a, transposed: true, b, adding: true)
    case (.ones, .symbols), (.numbers, .symbols), (.numbers, .ones):
      preconditionFailure("moments of two sources are kept in one order")
    }
  }
}
