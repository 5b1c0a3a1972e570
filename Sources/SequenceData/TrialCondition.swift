/// What a trial of a task of evidence has been made of, behind its noise.
public struct TrialCondition: Sendable, Hashable {
  /// What the trial is told to look at; empty where there is one thing to look at.
  public let context: String
  /// The coherence of each kind of evidence, by name; the sign is the choice that it speaks for.
  public let coherences: [String: Double]

  /// A condition.
  public init(context: String = "", coherences: [String: Double]) {
    self.context = context
    self.coherences = coherences
  }
}
