/// The median of some numbers, and the tenths below and above which one in ten of them lies.
public struct Quantiles: Sendable, Equatable {
  public let low: Double
  public let median: Double
  public let high: Double

  /// Of no numbers all three are NaN.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      guard !sorted.isEmpty else { return .nan }
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    (low, median, high) = (quantile(0.1), quantile(0.5), quantile(0.9))
  }
}
