public import HessianFree
public import LinearAlgebra

/// A point to which a run can return: the parameters, and what of the optimizer's state still holds there.
///
/// There is no warm start among it: the step that led away from the point is not to be begun with again.
public struct Snapshot<Element: Scalar>: Sendable, Equatable {
  /// The parameters.
  public let parameters: Vector<Element>
  /// λ of the step from there.
  public let lambda: Double
  /// The length of the last accepted step before, nil if there was none.
  public let lastAcceptedLength: Double?

  /// A point from its parts.
  public init(parameters: Vector<Element>, lambda: Double, lastAcceptedLength: Double?) {
    self.parameters = parameters
    self.lambda = lambda
    self.lastAcceptedLength = lastAcceptedLength
  }

  /// The point at which a run is.
  public init(parameters: Vector<Element>, state: HessianFreeState<Element>) {
    self.init(parameters: parameters, lambda: state.lambda, lastAcceptedLength: state.lastAcceptedLength)
  }

  /// Goes back: overwrites the parameters and the state, whose step count goes on.
  public func restore(_ θ: inout Vector<Element>, _ state: inout HessianFreeState<Element>) {
    θ.copy(parameters)
    state.lambda = lambda
    state.lastAcceptedLength = lastAcceptedLength
    state.holdsWarmStart = false
  }
}
