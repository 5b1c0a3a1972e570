public import LinearAlgebra

extension HessianFreeOptimizer: Optimizer {
  /// Draws the batches of all roles, then takes one step.
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport {
    try drawBatches()
    return step(&θ, objective: objective)
  }
}
