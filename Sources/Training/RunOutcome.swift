/// How a run ended.
public enum RunOutcome: String, Codable, Sendable {
  /// Fewer wrong sequences than the target among fresh test sequences.
  case solved
  /// The budget of minibatches was spent.
  case budget
  /// The number of steps asked for was taken.
  case iterations
  /// The gradient is exactly zero.
  case converged
  /// Loss or gradient overflowed at the parameters themselves, and nothing earlier was left to return to.
  case overflow
  /// So many steps in a row were rejected, with λ growing all the while, that none will ever be accepted.
  case stalled
  /// Somebody asked it to end.
  case interrupted

  /// The ending in words.
  public var explanation: String {
    switch self {
    case .solved: "solved"
    case .budget: "not solved within the budget of minibatches"
    case .iterations: "not solved within the steps asked for"
    case .converged: "not solved: the gradient is exactly zero and nothing moves any more"
    case .overflow: "not solved: the numbers overflowed; a larger --lambda makes the first steps smaller"
    case .stalled: "not solved: no step is accepted any more, however strong the damping"
    case .interrupted: "interrupted; the checkpoint holds the last finished step"
    }
  }
}
