internal import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

extension TrainingCurvature: FactorStatistics {
  /// The Kronecker factors of every weight matrix of the network, with deltas of targets drawn from the model. One pass over
  /// the batch, with targets of its own for each solve.
  ///
  /// A is the mean of a aᵀ over the steps. D is Σ δ δᵀ over the divisor of the loss: the mean over the steps times their
  /// number, as if steps were independent (Martens, Ba & Johnson 2018, section 3.1). Of symbols, which are one at a time, A is
  /// a diagonal of shares. Initial states, and biases that belong to no matrix, are in no block.
  public func factorStatistics() -> [FactorBlock<Element>] {
    objective.charge(minibatches)
    let statistics = objective.timer.time(.diagonal) {
      linearization.factorStatistics(.sampled(seed: linearization.samplingSeed))
    }
    let layout = objective.evaluator.network.layout
    return statistics.factors.flatMap { factor -> [FactorBlock<Element>] in
      let term = layout.terms[factor.layer][factor.term]
      guard let weights = term.weights, factor.rows > 0 else { return [] }
      let sources = Matrix<Element>(means: factor)
      var row = 0
      return zip(layout.blocks[layout.stacks[factor.layer][weights]], factor.deltas).map { block, deltas in
        let bias = term.bias.map { bias in
          let start = layout.blocks[layout.stacks[factor.layer][bias.stack].lowerBound].offset
          let first = start + (bias.columns?.lowerBound ?? 0) + row
          return first..<first + block.rows
        }
        row += block.rows
        return FactorBlock(
          rows: block.rows, columns: block.columns, weights: block.range, bias: bias, sources: sources,
          deltas: deltas.scaled(by: 1 / linearization.divisor))
      }
    }
  }
}

extension Matrix {
  /// The mean of a aᵀ over the rows of a factor, all of it.
  fileprivate init(means factor: KroneckerFactors<Element>.Factor) {
    switch factor.sources {
    case .matrix(let sum):
      self.init(rows: sum.rows, columns: sum.columns)
      copy(sum)
    case .counts(let counts):
      let symbols = counts.rows
      self.init(rows: symbols + (factor.hasBias ? 1 : 0), columns: symbols + (factor.hasBias ? 1 : 0))
      for symbol in 0..<symbols {
        self[symbol, symbol] = counts[symbol, 0]
        guard factor.hasBias else { continue }
        (self[symbol, symbols], self[symbols, symbol]) = (counts[symbol, 0], counts[symbol, 0])
      }
      if factor.hasBias { self[symbols, symbols] = Element(factor.rows) }
    }
    scaleRows(by: Array(repeating: 1 / Double(factor.rows), count: rows))
  }

  /// The matrix times a number, in memory of its own.
  fileprivate func scaled(by factor: Double) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.copy(self)
    matrix.scaleRows(by: Array(repeating: factor, count: rows))
    return matrix
  }
}
