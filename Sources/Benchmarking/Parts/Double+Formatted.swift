internal import Foundation

extension Double {
  /// This number with so many digits behind the point, for people.
  func formatted(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
