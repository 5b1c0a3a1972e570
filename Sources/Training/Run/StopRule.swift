internal import Optimization

/// Decides when a run stops: asked once before each step, and by the test at its end before each part.
///
/// Budgets, the clock and a request from outside go in, one ``StopDecision`` comes out. Nobody else looks at the clock for that
/// purpose, or asks whether somebody outside wants the run to end, so that the decision can be taken in one place for many.
public struct StopRule {
  /// What may be spent; nil bounds nothing.
  private let steps: Int?
  private let minibatches: Double?
  private let seconds: Double?
  private let patience: Int?
  /// Below this share of wrong sequences a task is solved.
  /// The share of wrong sequences below which a task is solved.
  private let solvedBelow: Double
  private let clock: () -> Double
  /// What the clock shows at 0 seconds.
  private var origin: Double
  private let isRequested: () -> Bool

  /// The rule of a run.
  ///
  /// - Parameters:
  ///   - configuration: its budget, and what is solved.
  ///   - clock: shows seconds, from whatever beginning; never less than before. That of the configuration by default.
  ///   - isRequested: whether somebody outside wants it to end.
  public init(
    _ configuration: ExperimentConfiguration, clock: (() -> Double)? = nil,
    isRequested: @escaping () -> Bool = { false }
  ) {
    (steps, minibatches, seconds) = (configuration.iterations, configuration.minibatches, configuration.seconds)
    (patience, solvedBelow) = (configuration.patience, configuration.solvedBelow(at: configuration.length))
    let clock = clock ?? configuration.clock.started()
    (self.clock, origin, self.isRequested) = (clock, clock(), isRequested)
  }

  /// The rule of work that takes no steps.
  ///
  /// - Parameters:
  ///   - seconds: how long it may take from now; nil for any time.
  ///   - clock: shows seconds, from whatever beginning; never less than before.
  ///   - isRequested: whether somebody outside wants it to end.
  public init(
    seconds: Double? = nil, clock: @escaping () -> Double = RunClock.real.started(),
    isRequested: @escaping () -> Bool = { false }
  ) {
    (steps, minibatches, self.seconds, patience, solvedBelow) = (nil, nil, seconds, nil, 0)
    (self.clock, origin, self.isRequested) = (clock, clock(), isRequested)
  }

  /// The rule of the test at the end of a run, which begins now: it may take what is left of the seconds of the run, and a twentieth of them at
  /// least.
  ///
  /// - Parameter spent: the seconds that the run has taken.
  public func forTest(after spent: Double) -> StopRule {
    StopRule(seconds: seconds.map { max($0 - spent, $0 / 20) }, clock: clock, isRequested: isRequested)
  }

  /// The rule of work that begins now, or goes on after some seconds.
  func started(after spent: Double = 0) -> StopRule {
    var rule = self
    rule.origin = clock() - spent
    return rule
  }

  /// The seconds since the beginning, those before it went on included.
  var elapsed: Double { clock() - origin }

  // MARK: - Decisions

  /// Whether a run takes another step.
  ///
  /// What is found goes before what is spent, and both before a request from outside: a run that was asked to end when it had
  /// ended is none that was interrupted.
  ///
  /// - Parameters:
  ///   - standing: how it stands after the last step; its seconds count, not those that have passed since.
  ///   - steps: the steps taken.
  ///   - stepsSinceBest: those of them since the best validation score, at the length asked for.
  public func decision(_ standing: RunStanding, steps: Int, stepsSinceBest: Int = 0) -> StopDecision {
    switch standing.verdict {
    // It was, and goes on with a lower target.
    case .solved where standing.latest.map(isSolved) ?? true: return .stop(.solved)
    case .converged, .overflow, .stalled: return standing.verdict.map { .stop($0) } ?? .goOn
    default: break
    }
    if isOutOfPatience(after: stepsSinceBest) { return .stop(.patience) }
    if let most = self.steps, steps >= most { return .stop(.iterations) }
    if let most = seconds, standing.seconds >= most { return .stop(.time) }
    if let most = minibatches, standing.progress.cost.minibatches >= most { return .stop(.budget) }
    return isRequested() ? .stop(.interrupted) : .goOn
  }

  /// Whether work that takes no steps goes on.
  public func decision() -> StopDecision {
    if let most = seconds, elapsed >= most { return .stop(.time) }
    return isRequested() ? .stop(.interrupted) : .goOn
  }

  // MARK: - What is found

  /// Rejected steps in a row that end a run: λ has grown by 10¹⁷ in vain.
  private static var rejectionLimit: Int { 100 }
  /// Overflows in a row after which a run returns to the point before no more.
  private static var overflowLimit: Int { 10 }

  /// Whether validation scores have been no better for too long.
  func isOutOfPatience(after stepsSinceBest: Int) -> Bool { patience.map { stepsSinceBest >= $0 } ?? false }

  /// Whether a score at the length of the experiment is that of a task that is solved; never where there is no rule of success.
  func isSolved(_ score: Score) -> Bool { score.wrongShare < solvedBelow }

  /// Whether a step leaves nothing to go on with; nil where the run can go on.
  ///
  /// - Parameters:
  ///   - outcome: how the step has ended.
  ///   - standing: with the overflows before this step, and the rejections up to it.
  ///   - canReturn: whether there is a point to return to after an overflow.
  static func verdict(after outcome: StepOutcome, _ standing: RunStanding, canReturn: Bool) -> RunOutcome? {
    switch outcome {
    case .converged: .converged
    case .unsupported: .stalled
    case .notFinite: canReturn && standing.overflows < overflowLimit ? nil : .overflow
    default: standing.rejections < rejectionLimit ? nil : .stalled
    }
  }
}
