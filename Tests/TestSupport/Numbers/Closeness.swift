public import Testing

/// Records a failure that names both values, their ratio and the tolerance unless |value − expected| ≤ tolerance.
///
/// Equal infinities are close, and an infinite tolerance accepts nothing but what is equal. NaN is close to nothing, unless `acceptsNaN` says that it may stand for itself.
public func expectClose(
  _ value: Double, _ expected: Double, tolerance: Double, acceptsNaN: Bool = false,
  _ what: @autoclosure () -> String = "the value", sourceLocation: SourceLocation = #_sourceLocation
) {
  // What is close is not recorded: there are millions of comparisons.
  guard !(abs(value - expected) <= tolerance && tolerance < .infinity), value != expected else { return }
  if acceptsNaN, value.isNaN, expected.isNaN { return }
  Issue.record(
    """
    \(what()): \(value) instead of \(expected), ratio \(value / expected), difference \(value - expected), \
    tolerance \(tolerance)
    """, sourceLocation: sourceLocation)
}

/// The same for every element of two vectors; the failure names the first element that is not close.
public func expectClose(
  _ value: [Double], _ expected: [Double], tolerance: Double, _ what: @autoclosure () -> String = "the vector",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard value.count == expected.count else {
    Issue.record("\(what()): \(value.count) elements instead of \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  // One failure says enough of a vector.
  func isFar(_ i: Int) -> Bool {
    !(abs(value[i] - expected[i]) <= tolerance && tolerance < .infinity) && value[i] != expected[i]
  }
  guard let i = value.indices.first(where: isFar) else { return }
  expectClose(
    value[i], expected[i], tolerance: tolerance, "\(what()), element \(i) of \(value.count)",
    sourceLocation: sourceLocation)
}

/// The same with a tolerance relative to the larger of the expected norm and `floor`.
public func expectClose(
  _ value: [Double], _ expected: [Double], relative: Double, floor: Double = 1e-3, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    value, expected, tolerance: relative * max(expected.norm, floor), what(), sourceLocation: sourceLocation)
}
