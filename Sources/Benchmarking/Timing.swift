/// How long a piece of work took, over its repetitions.
public struct Timing: Sendable, Equatable {
  /// Seconds of each repetition, the shortest first.
  public let seconds: [Double]

  /// The timing of at least one repetition.
  public init(_ seconds: [Double]) {
    precondition(!seconds.isEmpty, "a timing needs at least one repetition")
    self.seconds = seconds.sorted()
  }

  /// The middle of the repetitions; the mean of the two in the middle where their number is even.
  public var median: Double {
    let middle = seconds.count / 2
    return seconds.count % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2
  }

  /// The shortest repetition.
  public var least: Double { seconds[0] }
  /// The longest repetition.
  public var most: Double { seconds[seconds.count - 1] }
}
