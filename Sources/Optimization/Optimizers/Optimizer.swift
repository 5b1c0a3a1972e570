public import LinearAlgebra

/// An optimizer behind an ``Objective``: it takes steps, reports each in the same terms, and keeps what the next one
/// needs in a state that can be stored.
public protocol Optimizer<Element>: Sendable {
  /// The precision of the parameters.
  associatedtype Element: Scalar
  /// What one step hands to the next.
  associatedtype State: OptimizerState<Element>

  /// Everything that the next step needs beside the parameters. May be copied, and replaced by an earlier copy.
  var state: State { get set }

  /// Takes one step from θ, or leaves θ untouched and says why.
  ///
  /// - Parameters:
  ///   - θ: the parameters.
  ///   - objective: the model and its data.
  ///   - drawBatches: asked for fresh batches before anything is evaluated: once a step of Hessian-free optimization,
  ///     once an update of a first-order method.
  /// - Throws: what `drawBatches` throws; a first-order step is then left half taken, and parameters and state of
  ///   before the step are the caller's to put back.
  mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model, drawBatches: () throws -> Void
  ) rethrows -> StepReport

  /// Takes account of what has happened to the run: where it went back, the steps that follow become shorter.
  mutating func respond(to event: RunEvent)

  /// Whether the steps so far say that batches are too small. Asked after each step, and once for each growth.
  var wantsLargerBatches: Bool { get }

  /// Told before a step which part of the budget of the run is spent, from 0 to 1, for schedules that end with it, and how many
  /// seconds it has taken, for those that end by the clock.
  mutating func note(spent: Double, seconds: Double)
}

extension Optimizer {
  /// Takes one step on batches that stay as they are.
  @discardableResult
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model
  ) -> StepReport {
    step(&θ, objective: objective) {}
  }

  /// Batches are what they are.
  public var wantsLargerBatches: Bool { false }

  /// The budget makes no difference.
  public mutating func note(spent: Double, seconds: Double) {}

  /// The steps taken so far.
  public var steps: Int { state.step }

  /// How far the next step goes.
  public var reach: StepReach { state.reach }

  /// The state, of whichever optimizer it is.
  public var storedState: StoredState<Element> {
    get { StoredState(state) }
    set {
      guard let state = newValue.value as? State else {
        preconditionFailure("\(type(of: newValue.value)) is no state of \(Self.self)")
      }
      self.state = state
    }
  }

  /// Takes a reach over and forgets where the steps before have led; the count of steps goes on.
  public mutating func restart(with reach: StepReach) { state.restart(with: reach) }
}
