public import LinearAlgebra

/// A point to which a run can return: the parameters, and what of the optimizer's state still holds there.
public struct Snapshot<Element: Scalar>: Sendable, Equatable {
  /// The parameters.
  public let parameters: Vector<Element>
  /// How far the step from there goes.
  public let reach: StepReach

  /// A point from its parts.
  public init(parameters: Vector<Element>, reach: StepReach) {
    self.parameters = parameters
    self.reach = reach
  }

  /// The point at which a run is.
  public init(parameters: Vector<Element>, state: OptimizerState<Element>) {
    self.init(parameters: parameters, reach: state.reach)
  }

  /// Goes back: overwrites the parameters and the state, whose step count goes on.
  public func restore(_ θ: inout Vector<Element>, _ state: inout OptimizerState<Element>) {
    θ.copy(parameters)
    state.restart(with: reach)
  }
}
