#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What the seconds of a run are.
public enum RunClock: String, Codable, Sendable, CaseIterable {
  /// Seconds that pass, whatever else the machine does.
  case real
  /// Seconds of processor time of this process, of all its threads: on a busy machine what `real` is on an idle one, but for
  /// what others take from caches and memory. Runs that are made to be compared count these.
  case processor

  /// A clock that stands at about 0 s now.
  public func started() -> () -> Double {
    switch self {
    case .real:
      let clock = ContinuousClock()
      let start = clock.now
      return { (clock.now - start) / .seconds(1) }
    case .processor:
      let start = clock()
      return { Double(clock() - start) / Double(CLOCKS_PER_SEC) }
    }
  }

  /// What stands behind a number of seconds where it is not what a reader expects.
  public var words: String { self == .real ? "" : " of processor time" }
}
