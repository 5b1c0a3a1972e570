/// When a sequence counts as wrong.
public enum SuccessRule: Sendable, Hashable {
  /// Wrong if the output at the last step differs from the target by more than `tolerance`; the bound itself is right.
  case lastStepWithin(tolerance: Double)

  /// Wrong if at any of the steps that carry loss an output differs from the target by more than `tolerance`.
  case everyStepWithin(tolerance: Double)

  /// Wrong if the logit at the last step has the wrong sign or is 0: target 1 asks for a positive one, 0 for a negative.
  case lastStepSign

  /// Wrong if the largest output at the last step is not the target's.
  case lastStepArgmax

  /// Wrong if at any of the steps that carry loss the largest output is not the target's.
  case everyStepArgmax
}

extension SuccessRule: CustomStringConvertible {
  /// The rule in words, as data files and reports carry it.
  public var description: String {
    switch self {
    case .lastStepWithin(let tolerance):
      "A sequence is wrong if the output at its last step is off by more than \(tolerance)."
    case .everyStepWithin(let tolerance):
      "A sequence is wrong if at any step that carries loss an output is off by more than \(tolerance)."
    case .lastStepSign:
      "A sequence is wrong if the logit at its last step has the wrong sign or is 0."
    case .lastStepArgmax:
      "A sequence is wrong if the largest output at its last step is not that of the target class."
    case .everyStepArgmax:
      "A sequence is wrong if at any step that carries loss the largest output is not that of the target class."
    }
  }
}
