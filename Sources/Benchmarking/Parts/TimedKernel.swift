internal import LinearAlgebra

/// A kernel on matrices of its own, and what it should give.
struct TimedKernel<Element: Scalar> {
  /// What it does in a phrase, with its sizes.
  let what: String
  /// The elements it goes through.
  let elements: Int
  /// How often it reads or writes that many elements.
  let passes: Int
  /// What it writes to.
  let result: Matrix<Element>
  /// Puts back what the kernel changes. Not timed: done again and again, a product would end in numbers too small to be
  /// normal, which take longer.
  let reset: () -> Void
  /// Runs it once.
  let call: () -> Void
  /// What each element of the result should be after one call.
  let expected: (_ row: Int, _ column: Int) -> Double
  /// A sum that the kernel returns beside, and what it should be.
  var sum: (found: () -> Double, expected: () -> Double)?

  /// The kernel as a part that calls it so many times in a repetition.
  func prepared(calls: Int) -> PreparedPart {
    let bytes = passes * elements * MemoryLayout<Element>.size
    return PreparedPart(
      what: what, item: "element", items: elements, unit: "GB/s", amount: 1e-9 * Double(bytes), threads: 1,
      seconds: {
        reset()
        return PreparedPart.seconds { for _ in 0..<calls { call() } } / Double(calls)
      },
      fault: {
        reset()
        call()
        return fault
      })
  }

  private var fault: String? {
    for row in 0..<result.rows {
      for column in 0..<result.columns {
        let (found, expected) = (Double(result[row, column]), expected(row, column))
        if !Self.isClose(found, expected) { return "element (\(row), \(column)) should be \(expected), it is \(found)" }
      }
    }
    guard let sum, !Self.isClose(sum.found(), sum.expected()) else { return nil }
    return "the sum should be \(sum.expected()), it is \(sum.found())"
  }

  /// Generous to float: what is looked for is a kernel that does something else, or nothing.
  private static func isClose(_ found: Double, _ expected: Double) -> Bool {
    abs(found - expected) <= 1e-4 * (1 + abs(expected))
  }
}
