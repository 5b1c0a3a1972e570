public import LinearAlgebra
public import Optimization
public import RecurrentNetworks

extension TrainingCurvature: ScaledCurvature {
  /// Whether recurrent weights obey constraints.
  public var isScaled: Bool { objective.evaluator.constraints != nil }

  /// v ← s(θ) ⊙ v
  public func scale(_ v: inout Vector<Element>) { linearization.scale(&v) }
}

extension TrainingCurvature: RotatedSquares, LaggedFactorStatistics {
  /// The Kronecker factors of every gate of the network, with deltas of targets drawn from the model. One pass over the batch,
  /// with targets of its own for each solve.
  ///
  /// A is the mean of a aᵀ over the steps. D is Σ δ δᵀ over the divisor of the loss: the mean over the steps times their
  /// number, as if steps were independent (Martens, Ba & Johnson 2018, section 3.1). Initial states are blocks of one column;
  /// every parameter is in a block.
  public func factorStatistics() -> [FactorBlock<Element>] { blocks(isLagged: false) }

  /// The same, with moments of each step and the next. T is the mean number of steps up to the last scored one of a sequence,
  /// of scored steps in the output layer; rounded, since a sum over the distances of steps has a whole number of them, also
  /// where sequences differ in length. Initial states, one of each sequence, have no next step.
  public func laggedFactorStatistics() -> [FactorBlock<Element>] { blocks(isLagged: true) }

  private func blocks(isLagged: Bool) -> [FactorBlock<Element>] {
    objective.charge(minibatches)
    let statistics = objective.timer.time(.diagonal) {
      linearization.factorStatistics(.sampled(seed: linearization.samplingSeed), lagged: isLagged)
    }
    return statistics.blocks(objective.evaluator.network.layout, divisor: linearization.divisor)
  }

  /// One pass over the batch and a gradient for each sequence, with the targets of ``factorStatistics()``.
  public func sampledSquares(in rotation: KroneckerRotation<Element>, into squares: inout Vector<Element>) {
    objective.charge(minibatches)
    objective.timer.time(.diagonal) {
      linearization.rotatedSquares(
        of: .sampled(seed: linearization.samplingSeed), in: rotation, into: &squares)
    }
  }
}

extension KroneckerFactors {
  /// The factors as an optimizer sees them, sums as means: of sources over the rows, of deltas over the divisor of the loss.
  public func blocks(_ layout: ParameterLayout, divisor: Double) -> [FactorBlock<Element>] {
    var shared: (sums: Matrix<Element>, means: FactorMoments<Element>)?
    let ofGates = factors.map { factor -> FactorBlock<Element> in
      let means =
        shared.flatMap { $0.sums.isSame(as: factor.sources.sums) ? $0.means : nil }
        ?? factor.sources.divided(by: Double(max(1, factor.rows)))
      shared = (factor.sources.sums, means)
      let deltas = factor.deltas.divided(by: divisor)
      var lagged: LaggedMoments<Element>?
      if let ofSources = means.lagged, let ofDeltas = deltas.lagged {
        let length = (Double(factor.rows) / Double(max(1, sequences))).rounded()
        lagged = LaggedMoments(sources: ofSources, deltas: ofDeltas, length: max(1, Int(length)))
      }
      return FactorBlock(
        slices: factor.gate.parts.map(\.slice), matrices: factor.gate.matrices, sources: means.sums,
        deltas: deltas.sums, lagged: lagged)
    }
    let one = Matrix<Element>(rows: 1, columns: 1)
    one.fill(1)
    return ofGates
      + initialStates.map { state in
        FactorBlock(
          slices: [ColumnSlice(offset: layout.blocks[state.block].offset, columns: 1)], sources: one,
          deltas: state.deltas.divided(by: divisor))
      }
  }
}

extension FactorMoments {
  /// The moments over a number, in memory of their own.
  fileprivate func divided(by divisor: Double) -> FactorMoments {
    FactorMoments(sums: sums.divided(by: divisor), lagged: lagged?.divided(by: divisor))
  }
}

extension Matrix {
  /// The matrix over a number, in memory of its own.
  fileprivate func divided(by divisor: Double) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.copy(self)
    matrix.scale(1 / divisor)
    return matrix
  }
}
