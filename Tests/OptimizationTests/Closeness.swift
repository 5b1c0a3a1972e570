import Testing

/// Expects |value − reference| ≤ tolerance; a failure prints index, both values, their ratio and the tolerance.
func expectClose(
  _ value: Double, _ reference: Double, within tolerance: Double, at index: Int = 0, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let close = abs(value - reference) <= tolerance
  #expect(
    close,
    "\(what)[\(index)]: \(value) against \(reference), ratio \(value / reference), difference \(value - reference), tolerance \(tolerance)",
    sourceLocation: sourceLocation)
}

/// The same for every element of two lists.
func expectClose(
  _ values: [Double], _ references: [Double], within tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == references.count, sourceLocation: sourceLocation)
  for (i, pair) in zip(values, references).enumerated() {
    expectClose(pair.0, pair.1, within: tolerance, at: i, what, sourceLocation: sourceLocation)
  }
}
