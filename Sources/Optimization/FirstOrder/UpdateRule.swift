public import LinearAlgebra

/// How a gradient becomes an update of the parameters: what methods of many updates differ in.
///
/// What one update hands to the next lies in the state; a rule itself has room to work in, and nothing that counts. One that
/// needs no more than the gradient is a ``GradientRule``; others ask the objective for its curvature, or for losses.
public protocol UpdateRule<Element>: Sendable {
  /// The precision of the vectors.
  associatedtype Element: Scalar

  /// m, where the gradient is taken at θ + m v, v being the first moment; 0 where it is taken at θ.
  var lookahead: Double { get }
  /// Whether long gradients are shortened; not where the rule finds the length of an update by itself.
  var clips: Bool { get }

  /// Takes the room that a step works in. A rule holds none between steps: copies of an optimizer share no memory.
  mutating func begin()
  /// Gives it back.
  mutating func end()

  /// Moves θ along a gradient; returns how the step ends where it cannot.
  mutating func move<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, _ update: Update, of objective: Model,
    _ state: inout FirstOrderState<Element>
  ) -> StepOutcome?

  /// Adds what the rule has to say of the updates of a step that has come to its end.
  func describe(_ report: inout StepReport)
  /// Takes account of what has happened to the run, beside the learning rate.
  func respond(to event: RunEvent, _ state: inout FirstOrderState<Element>)
}

/// One of the updates of a step.
public struct Update: Sendable, Equatable {
  /// Its number in the step, from 0.
  public let index: Int
  /// η
  public let rate: Double
  /// The loss on the batch of the gradient, where that was taken.
  public let loss: Double
}

/// A rule that needs no more than the gradient.
public protocol GradientRule<Element>: UpdateRule {
  /// Moves θ along a gradient, whose update is the state's `momentUpdates`-th since the moments began.
  mutating func move(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>)
}

extension UpdateRule {
  /// At θ.
  public var lookahead: Double { 0 }
  /// Long gradients are shortened.
  public var clips: Bool { true }
  /// No room is needed.
  public mutating func begin() {}
  /// No room is needed.
  public mutating func end() {}
  /// Nothing to say.
  public func describe(_ report: inout StepReport) {}
  /// Nothing but the learning rate changes.
  public func respond(to event: RunEvent, _ state: inout FirstOrderState<Element>) {}
}

extension GradientRule {
  /// The update by the gradient alone.
  public mutating func move<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, _ update: Update, of objective: Model,
    _ state: inout FirstOrderState<Element>
  ) -> StepOutcome? {
    move(&θ, along: gradient, rate: update.rate, &state)
    return nil
  }
}

/// xⁿ for n ≥ 1, in products alone: the same bits on every machine.
func power(_ x: Double, _ n: Int) -> Double {
  var (result, square, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
