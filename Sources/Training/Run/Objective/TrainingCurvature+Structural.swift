public import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

/// Structural damping in the form that was chosen, from random signs that each solve has of its own.
extension TrainingCurvature: StructuralStatistics {
  /// The factors of every gate. One pass over a part of the batch.
  public func structuralFactors(sequences: Int) -> [FactorBlock<Element>] {
    let signs = charged(sequences)
    let factors = objective.timer.time(.diagonal) { linearization.structuralFactors(signs) }
    return factors.blocks(objective.evaluator.network.layout, divisor: linearization.divisor(of: signs))
  }

  /// One pass over a part of the batch and a gradient for each of its sequences.
  public func structuralDiagonal(
    sequences: Int, in rotation: KroneckerRotation<Element>?, into diagonal: inout Vector<Element>
  ) {
    let signs = charged(sequences)
    objective.timer.time(.diagonal) { linearization.structuralDiagonal(signs, in: rotation, into: &diagonal) }
  }

  /// The signs of so many sequences at least, when a pass over these has been counted.
  private func charged(_ sequences: Int) -> StructuralSigns {
    let signs = StructuralSigns(
      objective.configuration.structural, seed: linearization.samplingSeed, sequences: sequences)
    objective.charge(minibatches * linearization.share(of: signs))
    return signs
  }
}
