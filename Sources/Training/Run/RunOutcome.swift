/// How a run ended.
public enum RunOutcome: String, Codable, Sendable, CaseIterable {
  /// Fewer wrong sequences than the target among fresh test sequences.
  case solved
  /// The budget of minibatches was spent.
  case budget
  /// The number of steps asked for was taken.
  case iterations
  /// The seconds of training asked for have passed.
  case time
  /// No validation score was better than the best one for the number of steps that `--patience` allows.
  case patience
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
    case .budget: "not solved within the budget of passes"
    case .iterations: "not solved within the steps asked for"
    case .time: "not solved within the seconds asked for"
    case .patience: "not solved: no better validation score for the steps that --patience allows"
    case .converged: "not solved: the gradient is exactly zero and nothing moves any more"
    case .overflow:
      "not solved: the numbers overflowed; a larger --lambda, or a smaller --learning-rate, makes the first steps smaller"
    case .stalled: "not solved: no step is accepted any more, the loss is at its rounding or the batches disagree"
    case .interrupted: "interrupted"
    }
  }

  /// The ending of a run about data of some kind: where no rule says what is solved, a run that has spent what it was given has
  /// simply been trained.
  public func explanation(_ kind: DataKind) -> String {
    guard kind != .judged else { return explanation }
    switch self {
    case .solved, .budget, .iterations, .time: return "trained"
    case .patience: return "trained until the validation loss fell no more"
    case .converged, .overflow, .stalled: return explanation.replacing("not solved", with: "ended early")
    case .interrupted: return explanation
    }
  }

  /// What makes a run that has ended so go on, for one who tries to resume it.
  public var continuation: String {
    switch self {
    case .solved: "the run has solved its task; it goes on with a lower --target-wrong"
    case .budget: "the run has spent its budget; it goes on with a larger --minibatches"
    case .iterations: "the run has taken the steps asked for; it goes on with a larger --iterations, the total"
    case .time: "the run has taken the seconds asked for; it goes on with a larger --seconds, the total"
    case .patience: "the run has ended for want of a better validation score; it goes on with a larger --patience"
    case .converged: "the run cannot go on: the gradient is exactly zero"
    case .overflow:
      "the run cannot go on: the numbers overflowed; begin anew with a larger --lambda or a smaller --learning-rate"
    case .stalled:
      "the run cannot go on: no step is accepted any more; begin anew with larger batches, or with --precision double"
    case .interrupted: "the run was interrupted and can go on as it is"
    }
  }
}
