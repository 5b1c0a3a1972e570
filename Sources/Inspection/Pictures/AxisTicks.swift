internal import Foundation

/// The places on an axis that carry a label, few enough to stand beside each other, and labels that differ.
struct AxisTicks {
  /// What the axis shows.
  let range: ClosedRange<Double>
  /// The places, rising.
  let places: [Double]
  private let spacing: Double?

  /// Round places for numbers, about `count` of them; nil where there are no numbers, or they are too far apart.
  ///
  /// - Parameters:
  ///   - values: what is to be shown; those that are not finite do not count.
  ///   - count: the most places.
  ///   - isLogarithmic: whether the axis is; `values` are above 0 then.
  ///   - isWhole: whether there is nothing between whole numbers.
  ///   - margin: the share of the range that is left free at both ends.
  init?(_ values: [Double], count: Int, isLogarithmic: Bool = false, isWhole: Bool = false, margin: Double = 0) {
    let values = values.filter(\.isFinite)
    guard var least = values.min(), var most = values.max(), (most - least).isFinite, !isLogarithmic || least > 0 else {
      return nil
    }
    if isLogarithmic, most / least >= 10, (most / least).isFinite {
      let (low, high) = (Int(log10(least).rounded(.down)), Int(log10(most).rounded(.up)))
      let stride = max(1, (high - low + count - 1) / count)
      places = Swift.stride(from: low, through: high, by: stride).map { pow(10, Double($0)) }
      spacing = nil
      range = pow(10, Double(low))...pow(10, Double(high))
      return
    }
    if least == most {
      let half = isWhole ? 1 : least == 0 ? 1 : abs(least) / 10
      (least, most) = (least - half, most + half)
    }
    let spacing = Self.spacing((most - least) / Double(count), isWhole: isWhole)
    let free = isLogarithmic ? 0 : margin * (most - least)
    range = least - free...most + free
    let first = (range.lowerBound / spacing).rounded(.up)
    let last = (range.upperBound / spacing).rounded(.down)
    guard first <= last, last - first <= Double(2 * count) else { return nil }
    places = Swift.stride(from: first, through: last, by: 1).map { $0 * spacing }
    self.spacing = spacing
  }

  /// The next of 1, 2 and 5 times a power of ten.
  private static func spacing(_ least: Double, isWhole: Bool) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    let spacing = [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * (1 - 1e-9) } ?? 10 * power
    return isWhole ? max(1, spacing) : spacing
  }

  /// A label for each place, with as many digits as tell it from its neighbors.
  var labels: [String] {
    guard let spacing else { return places.map { String(format: "%.0e", $0) } }
    let most = places.map(abs).max() ?? 0
    let last = Int(log10(spacing * (1 + 1e-9)).rounded(.down))
    guard most > 0, most < 1e-4 || most >= 1e6 else {
      return places.map { String(format: "%.\(max(0, -last))f", $0 == 0 ? 0 : $0) }
    }
    let digits = max(0, Int(log10(most).rounded(.down)) - last)
    return places.map { $0 == 0 ? "0" : String(format: "%.\(digits)e", $0) }
  }

  /// What gnuplot is told of them: `x` or `y`.
  func script(_ axis: String) -> String {
    let words = zip(places, labels).map { "\"\($1)\" \($0)" }
    return "set \(axis)tics (\(words.joined(separator: ", ")))"
  }
}
