public import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

/// Structural damping in the form that was chosen, from random signs that each solve has of its own.
extension TrainingCurvature: StructuralDiagonal {
  private var signs: StructuralSigns {
    StructuralSigns(objective.configuration.structural, seed: linearization.samplingSeed)
  }

  /// The factors of every gate. One pass over the batch.
  public func structuralFactors() -> [FactorBlock<Element>] {
    objective.charge(minibatches)
    let factors = objective.timer.time(.diagonal) { linearization.structuralFactors(signs) }
    return factors.blocks(objective.evaluator.network.layout, divisor: linearization.divisor)
  }

  /// One pass over the batch and a gradient for each sequence.
  public func structuralDiagonal(in rotation: KroneckerRotation<Element>?, into diagonal: inout Vector<Element>) {
    objective.charge(minibatches)
    objective.timer.time(.diagonal) { linearization.structuralDiagonal(signs, in: rotation, into: &diagonal) }
  }
}
