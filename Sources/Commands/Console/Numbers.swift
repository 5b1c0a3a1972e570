import Foundation

/// Numbers as people read them.
package enum Numbers {
  /// Four significant digits.
  package static func short(_ value: Double) -> String { value.isNaN ? "-" : String(format: "%.4g", value) }

  /// So many significant digits, or fewer where they would take more than `width` characters.
  package static func fitting(_ value: Double, _ width: Int, digits: Int = 4) -> String {
    guard !value.isNaN else { return "-" }
    let words = (1...digits).reversed().lazy.map { String(format: "%.\($0)g", value) }
    return words.first { $0.count <= width } ?? (abs(value) < 1 ? "~0" : value < 0 ? "-huge" : "huge")
  }

  /// So many digits behind the point, or fewer where they would take more than `width` characters.
  package static func fixed(_ value: Double, _ digits: Int, within width: Int) -> String {
    guard !value.isNaN else { return "-" }
    let words = (0...digits).reversed().lazy.map { String(format: "%.\($0)f", value) }
    return words.first { $0.count <= width } ?? fitting(value, width)
  }

  /// Without a fraction.
  package static func whole(_ value: Double) -> String { String(format: "%.0f", value) }

  /// An amount of which there may be less than one: without a fraction where it is large.
  package static func amount(_ value: Double) -> String {
    value >= 100 || value == value.rounded() ? whole(value) : String(format: "%.3g", value)
  }

  /// A cost in passes of 1000 sequences, the unit of Martens & Sutskever (2011).
  package static func cost(_ passes: Double) -> String {
    let amount = amount(passes)
    return amount == "1" ? "1 pass" : "\(amount) passes"
  }

  /// A share in percent, with two digits behind the point below a tenth and one elsewhere.
  package static func percent(_ share: Double) -> String {
    share.isNaN ? "-" : String(format: share < 0.1 ? "%.2f %%" : "%.1f %%", 100 * share)
  }

  /// Nats as bits, four significant digits.
  package static func bits(_ nats: Double) -> String { short(nats / M_LN2) }

  /// A ratio of times.
  package static func ratio(_ value: Double) -> String { value.isNaN ? "-" : String(format: "%.2f", value) }

  /// A ratio of times as a change: "-12 %".
  package static func change(_ ratio: Double) -> String { String(format: "%+.0f %%", 100 * (ratio - 1)) }

  /// Seconds, minutes or hours.
  package static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: String(format: "%.1fs", seconds)
    case ..<6000: String(format: "%ldm%02lds", Int(seconds) / 60, Int(seconds) % 60)
    case ..<3.6e6: String(format: "%.1fh", seconds / 3600)
    default: "?"
    }
  }
}
