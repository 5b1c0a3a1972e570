/// How long work of one kind took.
public struct WorkTime: Codable, Sendable, Equatable {
  /// Seconds, without those of work of other kinds within it.
  public var seconds = 0.0
  /// How often it was done; 0 for ``WorkKind/rest``.
  public var calls = 0

  /// None.
  public init() {}

  /// Milliseconds of one; nil where there was none.
  public var millisecondsPerCall: Double? { calls > 0 ? 1000 * seconds / Double(calls) : nil }
}
