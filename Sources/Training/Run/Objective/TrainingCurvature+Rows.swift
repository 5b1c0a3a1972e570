public import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks

extension TrainingCurvature: RowCurvature {
  /// A pass for each output over the batch, and the gradients of its rows.
  public func rows() -> CurvatureRows<Element>? {
    guard linearization.hasSequenceRows else { return nil }
    let outputs = objective.evaluator.network.definition.outputs
    objective.charge(Double(outputs) * minibatches)
    let rows = objective.timer.time(.gradient) { linearization.sequenceRows() }
    return CurvatureRows(
      jacobian: rows.jacobian, residuals: rows.residuals, divisor: rows.divisor, loss: linearization.loss,
      weightDecay: objective.configuration.weightDecay)
  }
}
