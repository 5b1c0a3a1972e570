/// The learning rate of a method of many updates, and how it changes in the course of a run.
public struct LearningRate: Codable, Sendable, Equatable {
  /// η of the first update.
  public var initial: Double
  /// d, by which the learning rate falls with the number of updates u (Robbins & Monro 1951): η / (1 + d u). 0 keeps it
  /// constant; with 1e-4 it is halved after 10,000 updates.
  public var decay = 0.0
  /// How the learning rate changes in the course of a run, beside ``decay``. Constant.
  public var schedule = ScheduleKind.constant
  /// The updates after which the schedule is at its end; `nil` for the end of the budget of the run.
  public var scheduleUpdates: Int?
  /// The seconds of the run after which the schedule is at its end, where the updates do not say it. Seconds differ from run to
  /// run: such a run is not repeated to the bit.
  public var scheduleSeconds: Double?
  /// The updates in which the learning rate rises to its value in a straight line; 0 begins with all of it.
  public var scheduleWarmUp = 0

  /// A constant rate.
  public init(_ initial: Double) { self.initial = initial }

  /// η of the next update.
  ///
  /// - Parameters:
  ///   - base: η of the first update, or less where a run has gone back.
  ///   - updates: the updates taken so far.
  ///   - spent: the part of the budget of the run that is spent, from 0 to 1.
  ///   - seconds: the seconds that the run has taken.
  public func rate(from base: Double, updates: Int, spent: Double, seconds: Double) -> Double {
    let share = scheduleUpdates.map { Double(updates) / Double($0) } ?? scheduleSeconds.map { seconds / $0 } ?? spent
    let rising = min(1, Double(updates + 1) / Double(scheduleWarmUp + 1))
    return base / (1 + decay * Double(updates)) * schedule.schedule.part(at: share) * rising
  }

  /// What of it can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    [
      .number(
        "learning-rate", \.initial, .above(0),
        "Learning rate η; too large and the loss jumps, too small and it stays."
      ).usual,
      .number(
        "learning-rate-decay", \.decay, .atLeast(0),
        "Decay d of the learning rate with the updates u, as η / (1 + d u)."),
      .word("schedule", \.schedule, "Schedule of the learning rate; linear and cosine end at 0.").usual,
      .count(
        "schedule-updates", \.scheduleUpdates, 1...1_000_000_000,
        "Updates after which the schedule ends. Without it: the end of the budget, which a resumed run has to keep."),
      .numberOrNone(
        "schedule-seconds", \.scheduleSeconds, .above(0),
        "Seconds after which the schedule ends; no two such runs are the same to the bit."),
      .count(
        "schedule-warm-up", \.scheduleWarmUp, 0...1_000_000_000,
        "Updates in which the learning rate rises to its full size."),
    ]
  }
}
