internal import SequenceData

/// How often a network chose 1, by what a trial was made of: a psychometric function for each context and kind of evidence, over
/// all that the other kinds said.
public struct PsychometricTable: Sendable, Equatable {
  /// The trials of one context in which one kind of evidence had one coherence.
  public struct Point: Sendable, Hashable, Encodable {
    /// What the trials were told to look at; empty where there is one thing to look at.
    public let context: String
    /// The kind of evidence.
    public let evidence: String
    /// Its coherence.
    public let coherence: Double
    /// How many trials there were, and in how many the choice was 1.
    public internal(set) var trials: Int, ones: Int
  }

  /// The points by context, evidence and coherence.
  public private(set) var points: [Point] = []

  /// Adds trials of a task that asks for the sign of what the context says: where an answer is wrong the choice was the other one.
  mutating func add(_ conditions: [TrialCondition], wrong: [Bool]) {
    for (condition, isWrong) in zip(conditions, wrong) {
      let cued = condition.coherences[condition.context] ?? condition.coherences.first!.value
      let isOne = (cued > 0) != isWrong
      for (evidence, coherence) in condition.coherences {
        let place = (condition.context, evidence, coherence)
        let index = points.firstIndex { ($0.context, $0.evidence, $0.coherence) >= place } ?? points.count
        if index == points.count || (points[index].context, points[index].evidence, points[index].coherence) != place {
          points.insert(
            Point(context: place.0, evidence: place.1, coherence: place.2, trials: 0, ones: 0), at: index)
        }
        points[index].trials += 1
        if isOne { points[index].ones += 1 }
      }
    }
  }
}
