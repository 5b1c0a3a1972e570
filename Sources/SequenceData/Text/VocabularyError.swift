/// Why strings are no vocabulary: one sentence with what was expected and what was found.
public struct VocabularyError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
