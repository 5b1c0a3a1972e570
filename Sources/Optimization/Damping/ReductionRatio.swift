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

/// The batch on which the reduction ratio ρ compares the loss before and after a step.
public enum ReductionBatch: String, Codable, Sendable, CaseIterable {
  /// The batch that gave g. The default: ρ then compares like with like. One more loss over that batch a step.
  case gradient
  /// The curvature batch, as in Martens & Sutskever (2011). The linear term of the denominator is taken from that
  /// batch too; without it long sequences with their heavy-tailed gradients give ρ ≈ 0 however small the step. One more
  /// gradient and one more loss over the smaller batch a step.
  case curvature

  /// The role whose losses are compared.
  public var role: BatchRole {
    switch self {
    case .gradient: .gradient
    case .curvature: .curvature
    }
  }
}

/// What the reduction ratio ρ divides by.
public enum ReductionDenominator: String, Codable, Sendable, CaseIterable {
  /// q as conjugate gradients minimised it, damping included. The default.
  case damped
  /// gᵀδ + ½ δᵀGδ, both kinds of damping removed. One more product a step when there is structural damping.
  case undamped
}
