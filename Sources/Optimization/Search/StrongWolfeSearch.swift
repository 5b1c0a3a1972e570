/// A line search for the strong Wolfe conditions (Nocedal & Wright 2006, algorithms 3.5 and 3.6).
///
///     f(θ + αδ) ≤ f(θ) + c₁ α gᵀδ   and   |g(θ + αδ)ᵀδ| ≤ c₂ |gᵀδ|
///
/// The second condition is what makes the pairs of quasi-Newton methods have positive curvature. A trial whose loss or slope
/// is not finite counts as too long. Deviation: a minimum of the cubic through both ends of an interval is moved into its
/// middle 80 percent, and an interval one end of which is not finite is halved.
public struct StrongWolfeSearch: Codable, Sendable, Equatable {
  /// c₁, the part of the decrease promised by the slope that has to come true. 1e-4 (Nocedal & Wright 2006, section 3.1).
  public var sufficientDecrease = 1e-4
  /// c₂, the part of the slope that may be left. 0.9, for steps of quasi-Newton methods.
  public var remainingSlope = 0.9
  /// The factor from one trial to the next, as long as the minimum is not enclosed.
  public var expansion = 2.0
  /// Most trials. 25.
  public var trialLimit = 25

  /// A point along a direction.
  public struct Trial: Sendable, Equatable {
    /// α
    public let length: Double
    /// f(θ + αδ)
    public let loss: Double
    /// g(θ + αδ)ᵀδ
    public let slope: Double

    /// A point from its parts.
    public init(length: Double, loss: Double, slope: Double) {
      (self.length, self.loss, self.slope) = (length, loss, slope)
    }

    /// Whether it can be used.
    var isFinite: Bool { loss.isFinite && slope.isFinite }
  }

  /// The search with the values of each property.
  public init() {}

  /// Finds a point that satisfies both conditions; where no trial does, the best that satisfies the first; `nil` where there
  /// is none, or the slope at the start is not below 0.
  ///
  /// - Parameters:
  ///   - start: α = 0.
  ///   - length: the first trial.
  ///   - trial: loss and slope at a length.
  public func search(
    from start: Trial, first length: Double, trial: (Double) -> (loss: Double, slope: Double)
  ) -> Trial? {
    guard start.isFinite, start.slope < 0, length > 0, length.isFinite else { return nil }
    var walk = Walk(search: self, start: start, remaining: trialLimit)
    return walk.run(first: length, trial)
  }

  /// The state of a search.
  private struct Walk {
    let search: StrongWolfeSearch
    let start: Trial
    var remaining: Int

    /// Whether the loss has fallen enough.
    func isLowEnough(_ trial: Trial) -> Bool {
      trial.loss <= start.loss + search.sufficientDecrease * trial.length * start.slope
    }
    /// Whether the slope has flattened enough.
    func isFlatEnough(_ trial: Trial) -> Bool { trial.slope.magnitude <= -search.remainingSlope * start.slope }

    /// The next trial, as long as there are any.
    mutating func evaluate(_ α: Double, _ trial: (Double) -> (loss: Double, slope: Double)) -> Trial? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      let (loss, slope) = trial(α)
      return Trial(length: α, loss: loss, slope: slope)
    }

    /// Algorithm 3.5: longer and longer steps, until a good one is met or enclosed.
    mutating func run(first: Double, _ trial: (Double) -> (loss: Double, slope: Double)) -> Trial? {
      var (before, α) = (start, first)
      while let next = evaluate(α, trial) {
        if !next.isFinite || !isLowEnough(next) || (before.length > 0 && next.loss >= before.loss) {
          return zoom(low: before, high: next, trial)
        }
        if isFlatEnough(next) { return next }
        if next.slope >= 0 { return zoom(low: next, high: before, trial) }
        (before, α) = (next, search.expansion * α)
      }
      return before.length > 0 ? before : nil
    }

    /// Algorithm 3.6: `low` is the best point that is low enough, and a good one lies between it and `high`.
    mutating func zoom(
      low: Trial, high: Trial, _ trial: (Double) -> (loss: Double, slope: Double)
    ) -> Trial? {
      var (low, high) = (low, high)
      while let next = evaluate(Self.between(low, high), trial) {
        if !next.isFinite || !isLowEnough(next) || next.loss >= low.loss {
          high = next
        } else {
          if isFlatEnough(next) { return next }
          if next.slope * (high.length - low.length) >= 0 { high = low }
          low = next
        }
        if next.length == low.length && next.length == high.length { break }
      }
      return low.length > 0 ? low : nil
    }

    /// The minimum of the cubic with the losses and slopes of both ends (Nocedal & Wright 2006, equation 3.59).
    private static func between(_ a: Trial, _ b: Trial) -> Double {
      let span = b.length - a.length
      guard b.isFinite else { return a.length + 0.5 * span }
      let d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length)
      let square = d1 * d1 - a.slope * b.slope
      guard square >= 0 else { return a.length + 0.5 * span }
      let d2 = span < 0 ? -square.squareRoot() : square.squareRoot()
      let part = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
      guard part.isFinite else { return a.length + 0.5 * span }
      return a.length + min(max(part, 0.1), 0.9) * span
    }
  }
}
