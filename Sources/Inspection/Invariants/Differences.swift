/// Derivatives by central differences, extrapolated to a vanishing step.
///
/// The error of a central difference is a series in ε²; halving ε again and again and eliminating its terms one after the
/// other (Richardson) reaches some 1e-12 where the function is smooth. The entry of the tableau that agrees best with its
/// neighbors wins (Ridders 1982), so that a function with kinks is judged by steps that cross none of them. What rounding
/// does to a difference counts as disagreement: two differences that are equal by chance prove nothing.
enum Differences {
  /// g'(0) for a function with values in ℝⁿ, from steps 2⁻³ to 2⁻²².
  static func first(_ g: (Double) -> [Double]) -> [Double] {
    extrapolate(steps: 3...22) { ε in
      let (ahead, behind) = (g(ε), g(-ε))
      let noise = (ahead.norm + behind.norm) * .ulpOfOne / ε
      return (ahead.adding(-1, behind).scaled(1 / (2 * ε)), noise)
    }
  }

  /// g''(0) for a function with values in ℝⁿ, from steps 2⁻³ to 2⁻¹⁷.
  static func second(_ g: (Double) -> [Double]) -> [Double] {
    let middle = g(0)
    return extrapolate(steps: 3...17) { ε in
      let (ahead, behind) = (g(ε), g(-ε))
      let noise = (ahead.norm + behind.norm + 2 * middle.norm) * .ulpOfOne / (ε * ε)
      return (ahead.adding(1, behind).adding(-2, middle).scaled(1 / (ε * ε)), noise)
    }
  }

  /// The best entry of the tableau of differences with ε = 2⁻ᵏ; `difference` returns one with the norm of its rounding error.
  private static func extrapolate(
    steps: ClosedRange<Int>, _ difference: (_ ε: Double) -> (value: [Double], noise: Double)
  ) -> [Double] {
    var best: (value: [Double], error: Double) = ([], .infinity)
    var above: [[Double]] = []
    for k in steps {
      let (value, noise) = difference(.init(sign: .plus, exponent: -k, significand: 1))
      var row = [value]
      for (order, coarse) in above.prefix(5).enumerated() {
        // The term ε^(2 order + 2) cancels.
        let weight = Double(sign: .plus, exponent: 2 * (order + 1), significand: 1)
        let next = row[order].adding(-1 / weight, coarse).scaled(weight / (weight - 1))
        let error = max(next.distance(to: row[order]), next.distance(to: coarse)) + noise
        if error < best.error || best.value.isEmpty { best = (next, error) }
        row.append(next)
      }
      above = row
    }
    return best.value
  }
}
