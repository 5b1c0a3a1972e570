/// Whether the noise of a gradient is small beside the gradient, and how many sequences would make it so (Byrd, Chin, Nocedal
/// & Wu 2012, *Sample size selection in optimization methods for machine learning*, equations 3.8 and 3.12).
///
///     V / N ≤ θ² ‖g‖²,  else  N ← V / (θ² ‖g‖²)
///
/// g is the mean of the gradients of N sequences and V the variance of the gradient of one, summed over the parameters. A single
/// test is itself a sample, so that batches grow by a factor of two at most at a time, and never shrink; both are no part of
/// the paper.
public struct NormTest: Sendable, Equatable {
  /// θ, the noise that is borne, as a part of the norm of the gradient. The paper takes ½.
  public static var tolerance: Double { 0.5 }
  /// The largest factor of a growth.
  public static var largestGrowth: Int { 2 }

  /// V. Not below 0: an estimate may be.
  public let variance: Double
  /// ‖g‖².
  public let squaredNorm: Double

  /// A test from its figures.
  public init(variance: Double, squaredNorm: Double) {
    (self.variance, self.squaredNorm) = (max(0, variance), squaredNorm)
  }

  /// The sequences that gradients should be of after a test of `count`, `most` at most: `count` where it is passed, or where
  /// its figures are not finite.
  public func sequences(after count: Int, atMost most: Int) -> Int {
    let needed = variance / (Self.tolerance * Self.tolerance * squaredNorm)
    guard variance.isFinite, squaredNorm.isFinite, needed > Double(count) else { return min(count, most) }
    let bound = min(most, Self.largestGrowth * count)
    return needed < Double(bound) ? Int(needed.rounded(.up)) : bound
  }
}
