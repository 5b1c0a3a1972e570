public import LinearAlgebra

/// An optimizer behind an ``Objective``: it takes steps, reports each in the same terms, and keeps what the next one
/// needs in a state that can be stored.
public protocol Optimizer<Element>: Sendable {
  /// The precision of the parameters.
  associatedtype Element: Scalar

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
}

extension Optimizer {
  /// Takes one step on batches that stay as they are.
  @discardableResult
  public mutating func step<Model: Objective<Element>>(
    _ θ: inout Vector<Element>, objective: Model
  ) -> StepReport {
    step(&θ, objective: objective) {}
  }
}
