public import LinearAlgebra
public import Optimization

/// A point to which a run can return: the parameters, and what of the optimizer's state still holds there.
public struct Snapshot<Element: Scalar>: Sendable, Equatable {
  /// The parameters.
  public internal(set) var parameters: Vector<Element>
  /// How far the step from there goes.
  public internal(set) var reach: StepReach

  /// A point from its parts.
  public init(parameters: Vector<Element>, reach: StepReach) {
    self.parameters = parameters
    self.reach = reach
  }

  /// Goes back: overwrites the parameters and the optimizer's state, whose step count goes on.
  public func restore(_ θ: inout Vector<Element>, _ optimizer: inout any Optimizer<Element>) {
    θ.copy(parameters)
    optimizer.restart(with: reach)
  }
}
