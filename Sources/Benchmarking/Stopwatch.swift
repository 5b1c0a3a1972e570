/// Times pieces of work in turns: one repetition of each, then the next of each, so that whatever else the machine does
/// meanwhile reaches all of them alike and their ratios hold.
public struct Stopwatch: Sendable {
  /// The number of repetitions of each piece.
  public var repetitions: Int
  /// Rounds that are not counted: they fill caches and make memory present.
  public var warmup: Int

  /// A stopwatch for at least one repetition.
  public init(repetitions: Int, warmup: Int = 1) {
    precondition(repetitions >= 1 && warmup >= 0, "a stopwatch needs at least one repetition, got \(repetitions)")
    self.repetitions = repetitions
    self.warmup = warmup
  }

  /// The timing of each piece of work.
  public func alternate<Failure: Error>(_ works: [() throws(Failure) -> Void]) throws(Failure) -> [Timing] {
    var seconds = works.map { _ in [Double]() }
    let clock = ContinuousClock()
    for round in 0..<warmup + repetitions {
      for (index, work) in works.enumerated() {
        let start = clock.now
        try work()
        let duration = start.duration(to: clock.now)
        if round >= warmup { seconds[index].append(duration / .seconds(1)) }
      }
    }
    return seconds.map(Timing.init)
  }
}
