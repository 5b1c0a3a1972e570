/// Limits that options of several commands share.
package enum OptionLimits {
  /// Makes sure that a number of worker threads makes sense.
  package static func require(threads: Int?) throws(CommandError) {
    try require("threads", threads ?? 1, in: 1...1024)
  }

  /// Makes sure that a number of repetitions makes sense.
  package static func require(repetitions: Int) throws(CommandError) {
    try require("repetitions", repetitions, in: 1...1_000_000)
  }

  /// Makes sure that a number lies between two others.
  package static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(CommandError) {
    guard range.contains(value) else {
      throw .usage("--\(name) should be between \(range.lowerBound) and \(range.upperBound), got \(value)")
    }
  }

  /// Makes sure that λ, μ and their like are numbers of at least 0, and that there is a λ where there is a μ.
  package static func require(
    lambda: Double?, mu: Double?, others: [(name: String, value: Double?)] = [], isDamped: Bool = false
  ) throws(CommandError) {
    for (name, value) in [("lambda", lambda), ("mu", mu)] + others {
      guard (value ?? 0) >= 0 && (value ?? 0) < .infinity else {
        throw .usage("--\(name) should be a number of at least 0, got \(value!)")
      }
    }
    guard let mu, mu != 0, (lambda ?? 0) == 0, !isDamped else { return }
    throw .usage("--mu \(mu) is relative to --lambda, which is 0: give --lambda a number above 0")
  }
}
