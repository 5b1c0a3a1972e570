internal import Optimization
internal import LinearAlgebra

/// An optimizer that a run can be trained with: its state can be taken, stored, and put back.
protocol RunOptimizer<Element>: Optimizer {
  /// The steps taken so far.
  var steps: Int { get }
  /// Everything that the next step needs beside the parameters.
  var runState: OptimizerState<Element> { get set }
}

extension HessianFreeOptimizer: RunOptimizer {
  var steps: Int { state.step }

  var runState: OptimizerState<Element> {
    get {
      var state = state
      // Without a meaning then, so that it should not make a difference either.
      if !state.holdsWarmStart { state.direction = Vector(count: state.direction.count) }
      return .hessianFree(state)
    }
    set {
      guard case .hessianFree(let state) = newValue else {
        preconditionFailure("no state of Hessian-free optimization")
      }
      self.state = state
    }
  }
}

extension FirstOrderOptimizer: RunOptimizer {
  var steps: Int { state.step }

  var runState: OptimizerState<Element> {
    get { .firstOrder(state) }
    set {
      guard case .firstOrder(let state) = newValue else { preconditionFailure("no state of a first-order method") }
      self.state = state
    }
  }
}

extension ExperimentConfiguration {
  /// The optimizer of a run, in that state.
  func optimizer<Element: Scalar>(in state: OptimizerState<Element>) -> any RunOptimizer<Element> {
    switch (state, firstOrder) {
    case (.hessianFree(let state), nil): HessianFreeOptimizer(state: state, options: optimizer.onFreshData)
    case (.firstOrder(let state), let options?): FirstOrderOptimizer(state: state, options: options.onFreshData)
    default: preconditionFailure("the state is of another optimizer than \(optimizerKind.rawValue)")
    }
  }
}

// Every step of a run has data of its own: that a step is lost in rounding, or a gradient small, says nothing about the next.

extension HessianFreeOptions {
  /// These options, with steps taken for as long as there is a gradient.
  fileprivate var onFreshData: HessianFreeOptions {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }
}

extension FirstOrderOptions {
  /// These options, with steps taken for as long as there is a gradient.
  fileprivate var onFreshData: FirstOrderOptions {
    var options = self
    (options.gradientTolerance, options.stopsAtRounding) = (0, false)
    return options
  }
}
