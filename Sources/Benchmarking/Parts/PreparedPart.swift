/// A part with everything it needs in its place: what is left is to do it again and again, and to look at the result.
struct PreparedPart {
  /// The part in a phrase, with its sizes.
  let what: String
  /// What doing it once consists of, and how many of them.
  let item: String
  let items: Int
  /// What the rate counts in a second, and how much of it is done at once.
  let unit: String
  let amount: Double
  /// The threads at work.
  let threads: Int
  /// Does it, and returns the seconds that doing it once took.
  let seconds: () throws -> Double
  /// What is wrong with the result of the last time, in a phrase; nil where it is right.
  let fault: () throws -> String?
}

extension PreparedPart {
  /// The seconds that `body` takes.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
  }

  /// Does the part once without counting it, for caches and memory, then as often as asked for, and looks at the result.
  ///
  /// - Parameter name: the name of the part, for the sentence that says that it is wrong.
  /// - Throws: ``PartError`` if the result is not what it should be, and whatever the part throws.
  func measure(_ name: String, repetitions: Int) throws -> Timing {
    _ = try seconds()
    let timing = Timing(try (0..<repetitions).map { _ in try seconds() })
    if let fault = try fault() { throw PartError(.wrong, "\(name) was to be timed, but its result is wrong: \(fault)") }
    return timing
  }
}
