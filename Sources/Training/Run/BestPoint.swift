public import LinearAlgebra

/// The parameters that did best on validation sequences of the length asked for; of a task that is solved those that passed
/// the test, which is of more sequences.
public struct BestPoint<Element: Scalar>: Sendable, Equatable {
  /// The step that led to them.
  public internal(set) var step: Int
  /// How they did.
  public internal(set) var score: Score
  /// The parameters.
  public internal(set) var parameters: Vector<Element>

  /// A point from its parts.
  public init(step: Int, score: Score, parameters: Vector<Element>) {
    self.step = step
    self.score = score
    self.parameters = parameters
  }

  /// Whether a score is better than this one: fewer wrong sequences, or as few (or nobody knows) at a lower loss.
  public func isSurpassed(by other: Score) -> Bool {
    other.wrong == nil || other.wrongShare == score.wrongShare
      ? other.loss < score.loss : other.wrongShare < score.wrongShare
  }
}
