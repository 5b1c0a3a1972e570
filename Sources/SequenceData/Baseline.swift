internal import Foundation

/// What a predictor scores that ignores its input: the figure a result has to be compared with.
public struct Baseline: Sendable, Hashable {
  /// The expected loss of a sequence, summed over its scored steps, under the best constant output.
  ///
  /// Squared error is ½‖z − y‖² and cross-entropies are in nats: the unit of a training loss that is divided by the
  /// number of sequences. *Constant* means one output for every scored step of every sequence of one nominal length.
  public let loss: Double

  /// The share of sequences that the same constant output gets wrong, 0 to 1.
  ///
  /// Where classes tie for the largest output the lowest of them counts as the answer.
  public let wrongShare: Double

  /// The share of sequences that even an ideal observer gets wrong; 0 where the input says what the answer is.
  public let idealWrongShare: Double

  /// What else is worth knowing about trivial predictors of this task; empty if nothing is.
  public let note: String

  /// A baseline of the given figures.
  public init(loss: Double, wrongShare: Double, idealWrongShare: Double = 0, note: String = "") {
    self.loss = loss
    self.wrongShare = wrongShare
    self.idealWrongShare = idealWrongShare
    self.note = note
  }

  /// That of one answer to a question of yes or no that is asked as often with either answer.
  internal static func fairAnswer(idealWrongShare: Double = 0) -> Baseline {
    let constant = "The share is that of a constant logit of either sign; a logit of exactly 0 is never right."
    let ideal = String(format: " An ideal observer has %.1f %% wrong.", 100 * idealWrongShare)
    return Baseline(
      loss: log(2), wrongShare: 0.5, idealWrongShare: idealWrongShare,
      note: constant + (idealWrongShare > 0 ? ideal : ""))
  }

  /// The expected loss of the best fixed distribution over classes, from how often each is the target of a sequence.
  ///
  /// With nₖ the expected number of scored steps of class k and N = Σ nₖ, the loss −Σ nₖ ln pₖ is least at pₖ = nₖ / N:
  ///
  ///     Σₖ nₖ ln(N / nₖ)
  ///
  /// - Parameter groups: how many classes share an expected number of steps, and that number, which is positive.
  internal static func crossEntropy(of groups: [(classes: Int, expectedSteps: Double)]) -> Double {
    let total = groups.reduce(0) { $0 + Double($1.classes) * $1.expectedSteps }
    return groups.reduce(0) { $0 + Double($1.classes) * $1.expectedSteps * log(total / $1.expectedSteps) }
  }
}
