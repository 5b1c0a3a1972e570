/// How the damping λ follows what happens: after a step, and when a run goes back or on to longer sequences.
///
/// A λ of exactly 0 means no damping and stays 0.
public protocol DampingRule: Sendable {
  /// Its name in configurations.
  var name: String { get }
  /// The factor by which λ grows where a step went badly; at least 1.
  var factor: Double { get set }

  /// λ after a step with reduction ratio ρ; `stepFailed` where it ended before there was one, or broke down.
  func damping(after λ: Double, ratio ρ: Double, stepFailed: Bool) -> Double

  /// λ after an event of the run that began with λ = `initial`.
  func damping(after λ: Double, _ event: RunEvent, initial: Double) -> Double
}

extension DampingRule {
  /// λ times 10 for each overflow in a row; at least half the initial λ with longer sequences, and times 4 for each growth
  /// taken back.
  public func damping(after λ: Double, _ event: RunEvent, initial: Double) -> Double {
    switch event {
    case .overflow(let times): return Self.power(λ, 10, times)
    case .growth: return max(λ, initial / 2)
    case .growthTakenBack(let times):
      return min(max(Self.power(λ, 4, times), initial / 2), LevenbergMarquardt.range.upperBound)
    }
  }

  /// λ times a factor, so many times over.
  private static func power(_ λ: Double, _ factor: Double, _ times: Int) -> Double {
    (0..<times).reduce(λ) { λ, _ in λ * factor }
  }
}

/// λ stays what it is, however steps go; only a run that goes back makes it larger.
public struct FixedDamping: DampingRule {
  /// Without a meaning here.
  public var factor = 1.0
  /// The rule.
  public init() {}
  /// `fixed`.
  public var name: String { "fixed" }
  /// λ
  public func damping(after λ: Double, ratio ρ: Double, stepFailed: Bool) -> Double { λ }
}

/// Which rule λ follows, by its name.
public struct DampingKind: OpenChoice {
  /// The rules that can be named; tests put theirs beside them.
  @TaskLocal public static var table: [any DampingRule] = [LevenbergMarquardt(), FixedDamping()]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// ``LevenbergMarquardt``. The default.
  public static let levenbergMarquardt = DampingKind(named: LevenbergMarquardt().name)

  /// The rule of that name, with a factor.
  public func rule(factor: Double) -> any DampingRule {
    guard var rule = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no damping rule \(rawValue)")
    }
    rule.factor = factor
    return rule
  }
}
