/// ρ, the decrease of the loss over the decrease that the quadratic model promised.
///
///     ρ = (f(θ+δ) − f(θ)) / q(δ)
///
/// ρ = −∞ when the loss rose or the model promised no decrease, lest two wrong signs read as success; NaN when one of the
/// numbers is.
public struct ReductionRatio: Sendable, Equatable {
  /// ρ
  public let value: Double

  /// The ratio of the change of the loss from `before` to `after` to the change `predicted` by the model.
  public init(before: Double, after: Double, predicted: Double) {
    let change = after - before
    if change.isNaN || predicted.isNaN {
      value = .nan
    } else if change > 0 || predicted >= 0 {
      value = -.infinity
    } else {
      value = change / predicted
    }
  }
}
