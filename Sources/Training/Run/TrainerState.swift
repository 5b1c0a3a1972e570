public import LinearAlgebra
public import Optimization

/// Everything that one step of a run hands to the next.
///
/// With the configuration it determines all that follows: a trainer made from a state goes on as the one it was taken
/// from, to the last bit (``Trainer/init(_:state:history:records:dataFile:sharedBy:)``).
public struct TrainerState<Element: Scalar>: Sendable, Equatable {
  /// The parameters with which the network computes.
  public var parameters: Vector<Element>
  /// What the optimizer moves, where weights obey constraints and these are not the parameters themselves.
  public var unconstrained: Vector<Element>?
  /// The state of the optimizer.
  public var optimizer: StoredState<Element>
  /// The way back after an overflow: the point before the last accepted step.
  public var previous: Snapshot<Element>?
  /// The parameters that did best; nil before the full length is reached.
  public var best: BestPoint<Element>?
  /// The lengths and the place among them.
  public var growth: LengthGrowth<Element>
  /// What windows of a text carry over to those that follow; nil where they carry nothing.
  public var carried: CarriedStates<Element>?
  /// What is counted, spent and found: everything that is no vector.
  public var standing = RunStanding()

  /// The state before the first step.
  public init(parameters: Vector<Element>, optimizer: StoredState<Element>, growth: LengthGrowth<Element>) {
    self.parameters = parameters
    self.optimizer = optimizer
    self.growth = growth
  }
}
