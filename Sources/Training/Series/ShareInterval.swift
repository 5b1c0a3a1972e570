internal import Foundation

/// The interval in which a share lies that was seen in a few trials, with 95 % confidence (Wilson 1927).
///
/// Unlike the usual error bar it says something where all trials succeeded: of 4 in 4 the share is 51 % at least.
public struct ShareInterval: Sendable, Equatable, Codable {
  public let least: Double
  public let most: Double

  /// The interval for `successes` in `trials`, which are one at least.
  public init(successes: Int, trials: Int) {
    precondition(trials > 0 && (0...trials).contains(successes), "\(successes) successes in \(trials) trials")
    let z = 1.959963984540054
    let n = Double(trials)
    let p = Double(successes) / n
    let center = p + z * z / (2 * n)
    let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    least = max(0, (center - reach) / scale)
    most = min(1, (center + reach) / scale)
  }
}
