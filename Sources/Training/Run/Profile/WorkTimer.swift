/// Takes the time of a run by kind of work, on the thread that runs it.
///
/// Work within work stops the time of the outer one. Before ``begin()`` and after ``end()`` nothing is counted. A turn
/// costs one look at the clock.
final class WorkTimer {
  private let clock = ContinuousClock()
  private var durations: [WorkKind: Duration] = [:]
  private var calls: [WorkKind: Int] = [:]
  private var total = Duration.zero
  private var beginning: ContinuousClock.Instant?
  /// What is being done.
  private var present = WorkKind.rest
  /// Since when it has been done.
  private var since: ContinuousClock.Instant?

  /// Starts the time of a run; whatever is not of another kind is ``WorkKind/rest`` from now on.
  func begin() {
    precondition(beginning == nil, "a run begins when the one before has ended")
    beginning = clock.now
    since = beginning
    present = .rest
  }

  /// Stops it.
  func end() {
    turn(to: .rest)
    if let beginning, let since { total += since - beginning }
    (beginning, since) = (nil, nil)
  }

  /// Does some work and counts it as one call of its kind.
  func time<Result, Failure: Error>(
    _ kind: WorkKind, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard beginning != nil else { return try work() }
    calls[kind, default: 0] += 1
    let outer = present
    turn(to: kind)
    defer { turn(to: outer) }
    return try work()
  }

  /// What has been counted so far.
  var profile: RunProfile {
    turn(to: present)
    var profile = RunProfile()
    var whole = total
    if let beginning, let since { whole += since - beginning }
    profile.seconds = whole / .seconds(1)
    for kind in WorkKind.allCases {
      profile[kind].seconds = durations[kind, default: .zero] / .seconds(1)
      profile[kind].calls = calls[kind, default: 0]
    }
    return profile
  }

  private func turn(to kind: WorkKind) {
    guard let since else { return }
    let now = clock.now
    durations[present, default: .zero] += now - since
    self.since = now
    present = kind
  }
}
