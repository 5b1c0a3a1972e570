/// The rule by which the damping λ follows the reduction ratio ρ (Levenberg–Marquardt; Martens 2010, section 4.1).
///
///     ρ < ¼ or not a number:  λ ← 3/2 λ        ρ > ¾:  λ ← 2/3 λ
///
/// with another factor in the place of 3/2, and its reciprocal in that of 2/3, where one is chosen; 1 keeps λ as it is.
/// A step that failed for another reason counts as ρ < ¼: λ grows once a step, never twice. The structural weight λμ
/// follows λ, with μ constant.
public struct LevenbergMarquardt: DampingRule, Codable, Equatable {
  /// λ stays between these, so that a long run of one sort of step cannot end in 0 or infinity, from which no factor
  /// returns. A λ of exactly 0 is left alone: it means no damping.
  public static let range = 1e-30...1e30

  /// The ratio below which λ grows.
  public var poorRatio = 0.25
  /// The ratio above which λ shrinks.
  public var goodRatio = 0.75
  /// The factor by which λ grows, and by whose reciprocal it shrinks; at least 1.
  public var factor = 1.5

  /// The rule with the values of each property.
  public init() {}

  /// `levenberg-marquardt`.
  public var name: String { "levenberg-marquardt" }

  /// λ for the next step.
  public func damping(after λ: Double, ratio ρ: Double, stepFailed: Bool = false) -> Double {
    guard λ != 0 else { return 0 }
    if stepFailed || !(ρ >= poorRatio) { return clamped(λ * factor) }
    return ρ > goodRatio ? clamped(λ * (1 / factor)) : λ
  }

  private func clamped(_ λ: Double) -> Double {
    min(max(λ, Self.range.lowerBound), Self.range.upperBound)
  }
}
