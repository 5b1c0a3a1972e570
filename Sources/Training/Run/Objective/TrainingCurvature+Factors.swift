public import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

extension TrainingCurvature: RotatedSquares {
  /// The Kronecker factors of every weight matrix of the network, with deltas of targets drawn from the model. One pass over
  /// the batch, with targets of its own for each solve.
  ///
  /// A is the mean of a aᵀ over the steps. D is Σ δ δᵀ over the divisor of the loss: the mean over the steps times their
  /// number, as if steps were independent (Martens, Ba & Johnson 2018, section 3.1). Of symbols, which are one at a time, A is
  /// a diagonal of shares. Biases that belong to no matrix, and initial states, are blocks without columns; every parameter
  /// is in a block.
  public func factorStatistics() -> [FactorBlock<Element>] {
    objective.charge(minibatches)
    let statistics = objective.timer.time(.diagonal) {
      linearization.factorStatistics(.sampled(seed: linearization.samplingSeed))
    }
    let layout = objective.evaluator.network.layout
    let one = Matrix<Element>(rows: 1, columns: 1)
    one.fill(1)
    let ofTerms = statistics.factors.filter { $0.rows > 0 }.flatMap { factor -> [FactorBlock<Element>] in
      let term = layout.terms[factor.layer][factor.term]
      let sources = term.weights == nil ? one : Matrix<Element>(means: factor)
      let matrices = term.weights.map { Array(layout.blocks[layout.stacks[factor.layer][$0]]) }
      var row = 0
      return factor.deltas.enumerated().map { index, deltas in
        let bias = term.bias.map { bias in
          let start = layout.blocks[layout.stacks[factor.layer][bias.stack].lowerBound].offset
          let first = start + (bias.columns?.lowerBound ?? 0) + row
          return first..<first + deltas.rows
        }
        row += deltas.rows
        return FactorBlock(
          rows: deltas.rows, columns: matrices?[index].columns ?? 0, weights: matrices?[index].range ?? 0..<0,
          bias: bias,
          sources: sources, deltas: deltas.scaled(by: 1 / linearization.divisor))
      }
    }
    return ofTerms
      + statistics.initialStates.map { state in
        FactorBlock(
          rows: state.deltas.rows, columns: 0, weights: 0..<0, bias: layout.blocks[state.block].range, sources: one,
          deltas: state.deltas.scaled(by: 1 / linearization.divisor))
      }
  }

  /// One pass over the batch and a gradient for each sequence, with the targets of ``factorStatistics()``.
  public func sampledSquares(in rotation: KroneckerRotation<Element>, into squares: inout Vector<Element>) {
    objective.charge(minibatches)
    objective.timer.time(.diagonal) {
      linearization.sampledSquares(in: rotation, seed: linearization.samplingSeed, into: &squares)
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
