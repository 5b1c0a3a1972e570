import Testing

// Arithmetic on plain arrays, for references.
extension [Double] {
  func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }

  var norm: Double { dot(self).squareRoot() }

  func scaled(_ α: Double) -> [Double] { map { α * $0 } }

  func adding(_ α: Double, _ x: [Double]) -> [Double] { zip(self, x).map { $0 + α * $1 } }

  /// The vector with a one at `index` and zeros elsewhere.
  static func unit(_ index: Int, of count: Int) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }

  /// The bits, for comparisons that mean it.
  var bits: [UInt64] { map(\.bitPattern) }
}

/// Records a failure that names both values, their ratio and the tolerance unless |value − expected| ≤ tolerance.
func expectClose(
  _ value: Double, _ expected: Double, tolerance: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard !(abs(value - expected) <= tolerance) else { return }
  Issue.record(
    "\(what()): \(value) instead of \(expected), ratio \(value / expected), tolerance \(tolerance)",
    sourceLocation: sourceLocation)
}

/// Compares element by element; the tolerance is relative to the larger of the expected norm and `floor`.
func expectClose(
  _ value: [Double], _ expected: [Double], relative: Double, floor: Double = 1e-3, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(value.count == expected.count, sourceLocation: sourceLocation)
  let tolerance = relative * max(expected.norm, floor)
  // One failure says enough of a vector.
  guard let i = zip(value, expected).enumerated().first(where: { !(abs($1.0 - $1.1) <= tolerance) })?.offset else {
    return
  }
  expectClose(
    value[i], expected[i], tolerance: tolerance, "\(what()), element \(i) of \(value.count)",
    sourceLocation: sourceLocation)
}
