/// Something that is wrong with a dataset file, as often as it occurs.
public struct SequenceFileFinding: Sendable, Equatable {
  /// How many sentences are kept of what occurs more often.
  public static let limit = 20

  /// Where and what, in a few words, such as "/train/inputs: not finite".
  public let kind: String

  /// The first ``limit`` occurrences, a sentence each.
  public internal(set) var sentences: [String]

  /// The number of occurrences.
  public internal(set) var count: Int
}
