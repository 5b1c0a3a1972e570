/// The mean of some numbers, and the least and the most of them.
public struct Spread: Sendable, Equatable, Codable {
  public let mean: Double
  public let least: Double
  public let most: Double

  /// The spread of numbers; nil where there are none.
  public init?(_ values: [Double]) {
    guard let least = values.min(), let most = values.max() else { return nil }
    mean = values.reduce(0, +) / Double(values.count)
    self.least = least
    self.most = most
  }
}
