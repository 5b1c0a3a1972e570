/// What a task asks of a network, as far as it decides how a network is best trained on it.
public enum TaskDemand: Sendable {
  /// One answer, when a sequence has been seen: one step carries loss.
  case answer
  /// Symbols, to be repeated after a silence in which there is nothing to say.
  case recall
  /// The next symbol at every step, of which most cannot be foretold.
  case foretelling
  /// What was last said, at every step until something else is.
  case holding
  /// What follows at every step from all that has been seen.
  case tracking
}
