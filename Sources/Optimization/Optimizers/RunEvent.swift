/// What can happen to a run between two steps that its optimizer has to take account of.
public enum RunEvent: Sendable, Equatable {
  /// Loss or parameters overflowed; the run went back to where the last accepted step began, so many times in a row by now.
  case overflow(times: Int)
  /// The sequences have become longer.
  case growth
  /// A growth has wrecked the network; the run went back to where it began, so many times by now.
  case growthTakenBack(times: Int)
}
