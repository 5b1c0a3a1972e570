/// Whether a run takes another step, or a test at its end reads another part.
///
/// It is one whole number, too, so that one process can take the decision for others.
public enum StopDecision: RawRepresentable, Sendable, Equatable {
  /// It goes on.
  case goOn
  /// It stops, and that is why.
  case stop(RunOutcome)

  /// The decision of a number; nil for one that stands for none.
  public init?(rawValue: Int) {
    guard rawValue != 0 else {
      self = .goOn
      return
    }
    guard (1...RunOutcome.allCases.count).contains(rawValue) else { return nil }
    self = .stop(RunOutcome.allCases[rawValue - 1])
  }

  /// 0 to go on, else the place among the outcomes, counted from 1.
  public var rawValue: Int {
    outcome.flatMap { RunOutcome.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
  }

  /// Why it stops; nil where it goes on.
  public var outcome: RunOutcome? {
    switch self {
    case .goOn: nil
    case .stop(let outcome): outcome
    }
  }
}
