public import Optimization
public import LinearAlgebra

/// The state of the optimizer of a run, whichever that is.
public enum OptimizerState<Element: Scalar>: Sendable, Equatable {
  /// Of Hessian-free optimization; its direction is zero unless it holds a warm start.
  case hessianFree(HessianFreeState<Element>)
  /// Of a first-order method.
  case firstOrder(FirstOrderState<Element>)

  /// The state before the first step of a run.
  init(parameterCount: Int, _ configuration: ExperimentConfiguration) {
    if let options = configuration.firstOrder {
      self = .firstOrder(FirstOrderState(parameterCount: parameterCount, options: options))
    } else {
      self = .hessianFree(
        HessianFreeState(parameterCount: parameterCount, lambda: configuration.optimizer.initialLambda))
    }
  }

  /// The steps taken so far.
  public var step: Int {
    switch self {
    case .hessianFree(let state): state.step
    case .firstOrder(let state): state.step
    }
  }

  /// The state where it is one of Hessian-free optimization.
  public var hessianFree: HessianFreeState<Element>? { if case .hessianFree(let state) = self { state } else { nil } }
  /// The state where it is one of a first-order method.
  public var firstOrder: FirstOrderState<Element>? { if case .firstOrder(let state) = self { state } else { nil } }
}

extension OptimizerState {
  /// How far the next step goes.
  public var reach: StepReach {
    switch self {
    case .hessianFree(let state): .damping(lambda: state.lambda, lastAcceptedLength: state.lastAcceptedLength)
    case .firstOrder(let state): .learningRate(state.learningRate)
    }
  }

  /// Takes a reach over, and forgets where the steps before have led: the warm start, the moments. The count of steps
  /// goes on.
  mutating func restart(with reach: StepReach) {
    switch (self, reach) {
    case (.hessianFree(var state), .damping(let lambda, let length)):
      state.lambda = lambda
      state.lastAcceptedLength = length
      state.holdsWarmStart = false
      self = .hessianFree(state)
    case (.firstOrder(var state), .learningRate(let rate)):
      state.learningRate = rate
      state.forgetMoments()
      self = .firstOrder(state)
    default: preconditionFailure("\(reach) is none of this optimizer")
    }
  }

  /// Makes the steps that follow shorter: λ times `factor`, or half the learning rate, so many times over.
  mutating func shortenSteps(dampingFactor factor: Double, times: Int) {
    switch self {
    case .hessianFree(var state):
      for _ in 0..<times { state.lambda *= factor }
      self = .hessianFree(state)
    case .firstOrder(var state):
      for _ in 0..<times { state.learningRate /= 2 }
      self = .firstOrder(state)
    }
  }

  /// Keeps λ, where there is one, within bounds.
  mutating func keepLambda(atLeast least: Double, atMost most: Double = .infinity) {
    guard case .hessianFree(var state) = self else { return }
    state.lambda = min(max(state.lambda, least), most)
    self = .hessianFree(state)
  }
}
