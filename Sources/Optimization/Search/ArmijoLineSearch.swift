/// Backtracking line search with Armijo's condition of sufficient decrease.
///
///     the first α in 1, 0.8, 0.8², …  with  f(θ + αδ) ≤ f(θ) + 10⁻² α gᵀδ
///
/// A slope gᵀδ > 0, which data that differ from the gradient batch can produce, counts as 0: the loss may never rise.
public struct ArmijoLineSearch: Codable, Sendable, Equatable {
  /// The factor between one trial and the next.
  public var contraction = 0.8
  /// The part of the decrease promised by the slope that has to come true.
  public var sufficientDecrease = 1e-2
  /// Most trials, the one at α = 1 included. 60 reach down to 2·10⁻⁶.
  public var trialLimit = 60

  /// The search with the values of each property.
  public init() {}

  /// Finds α, or `nil` when no trial satisfies the condition.
  ///
  /// - Parameters:
  ///   - start: f(θ).
  ///   - slope: gᵀδ.
  ///   - fullStep: f(θ + δ), known from backtracking: the first trial.
  ///   - loss: f(θ + αδ). Called for α < 1 only.
  public func search(from start: Double, slope: Double, fullStep: Double, loss: (Double) -> Double) -> Double? {
    let slope = min(slope, 0)
    var α = 1.0
    var trial = fullStep
    for remaining in stride(from: trialLimit - 1, through: 0, by: -1) {
      if trial.isFinite && trial <= start + sufficientDecrease * α * slope { return α }
      guard remaining > 0 else { break }
      α *= contraction
      trial = loss(α)
    }
    return nil
  }
}

extension ArmijoLineSearch: StepSearch {
  /// `armijo`.
  public var name: String { "armijo" }
  /// No trial lowered the loss enough.
  public var failure: StepOutcome { .lineSearchFailed }

  /// As ``search(from:slope:fullStep:loss:)``.
  public func length(
    from start: () -> Double, slope: @autoclosure () -> Double, fullStep: Double, loss: (Double) -> Double
  ) -> Double? {
    search(from: start(), slope: slope(), fullStep: fullStep, loss: loss)
  }
}
