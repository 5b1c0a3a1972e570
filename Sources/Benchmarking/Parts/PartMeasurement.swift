public import LinearAlgebra

/// What one part of the work around the passes takes.
public struct PartMeasurement: Encodable, Sendable, Equatable {
  /// The name of the part, such as `kernel/tanh`: a family and what is done.
  public let part: String
  /// The part in a phrase, with its sizes.
  public let what: String
  /// Milliseconds of doing it once, the median of the repetitions.
  public let millisecondsMedian: Double
  /// Milliseconds of the fastest repetition.
  public let millisecondsLeast: Double
  /// How much of ``unit`` it gets through at the median.
  public let rate: Double
  /// What the rate counts, such as `GB/s` or `sequences/s`.
  public let unit: String
  /// What doing it once consists of, such as `element`.
  public let item: String
  /// Nanoseconds of one of these at the median.
  public let nanosecondsPerItem: Double
  /// The repetitions.
  public let repetitions: Int
  /// The threads at work.
  public let threads: Int
  /// The precision of networks and vectors.
  public let precision: Precision

  init(_ name: String, _ part: PreparedPart, _ timing: Timing, precision: Precision) {
    self.part = name
    what = part.what
    millisecondsMedian = 1e3 * timing.median
    millisecondsLeast = 1e3 * timing.least
    rate = part.amount / timing.median
    unit = part.unit
    item = part.item
    nanosecondsPerItem = 1e9 * timing.median / Double(part.items)
    repetitions = timing.seconds.count
    threads = part.threads
    self.precision = precision
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case part, what, rate, unit, item, repetitions, threads, precision
    case millisecondsMedian = "milliseconds_median"
    case millisecondsLeast = "milliseconds_least"
    case nanosecondsPerItem = "nanoseconds_per_item"
  }
}
