import ArgumentParser

/// Limits that options of several commands share.
enum OptionLimits {
  /// Makes sure that a number of worker threads makes sense.
  static func require(threads: Int?) throws {
    try require("threads", threads ?? 1, in: 1...1024)
  }

  /// Makes sure that a number of repetitions makes sense.
  static func require(repetitions: Int) throws {
    try require("repetitions", repetitions, in: 1...1_000_000)
  }

  /// Makes sure that a number lies in a range.
  static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ValidationError("--\(name) should be between \(range.lowerBound) and \(range.upperBound), got \(value)")
    }
  }
}
