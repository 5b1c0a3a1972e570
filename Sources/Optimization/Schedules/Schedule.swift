/// How the learning rate changes in the course of a run.
public protocol Schedule: Sendable {
  /// Its name in configurations.
  var name: String { get }
  /// The part of the learning rate that is left, from 0 to 1, when `share` of the way is behind: 0 at the beginning, 1 at
  /// the end and beyond.
  func part(at share: Double) -> Double
}

/// The whole learning rate, always.
public struct ConstantSchedule: Schedule {
  /// The schedule.
  public init() {}
  /// `constant`.
  public var name: String { "constant" }
  /// 1
  public func part(at share: Double) -> Double { 1 }
}

/// A learning rate that falls to 0 in a straight line.
public struct LinearSchedule: Schedule {
  /// The schedule.
  public init() {}
  /// `linear`.
  public var name: String { "linear" }
  /// 1 − share
  public func part(at share: Double) -> Double { 1 - min(max(share, 0), 1) }
}

/// Half a wave of a cosine, from 1 to 0 (Loshchilov & Hutter 2017, without restarts), as a polynomial: elementary functions
/// differ between machines in their last bits, and runs must not.
public struct CosineSchedule: Schedule {
  /// The schedule.
  public init() {}
  /// `cosine`.
  public var name: String { "cosine" }

  /// ½ (1 + cos π share) to 10⁻⁹.
  public func part(at share: Double) -> Double {
    // cos π s = −sin π(s − ½), with the series of the sine around 0, where |x| ≤ π/2.
    let x = Double.pi * (min(max(share, 0), 1) - 0.5)
    var (term, sum) = (x, x)
    for n in 1...8 {
      term *= -x * x / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return min(max(0.5 * (1 - sum), 0), 1)
  }
}

/// Which schedule the learning rate follows, by its name.
public struct ScheduleKind: OpenChoice {
  /// The schedules that can be named; tests put theirs beside them.
  @TaskLocal public static var table: [any Schedule] = [ConstantSchedule(), LinearSchedule(), CosineSchedule()]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// ``ConstantSchedule``. The default.
  public static let constant = ScheduleKind(named: ConstantSchedule().name)
  /// ``LinearSchedule``.
  public static let linear = ScheduleKind(named: LinearSchedule().name)
  /// ``CosineSchedule``.
  public static let cosine = ScheduleKind(named: CosineSchedule().name)

  /// The schedule of that name.
  public var schedule: any Schedule {
    guard let schedule = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no schedule \(rawValue)")
    }
    return schedule
  }
}
