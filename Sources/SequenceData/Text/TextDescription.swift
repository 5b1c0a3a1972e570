/// What a text file says about itself and how it was made: attributes of its root, none of which has to be there.
public struct TextDescription: Sendable, Equatable {
  /// The text in a sentence (attribute `description`).
  public var text: String?
  /// What was done to the text before it was cut into symbols: "none", unless another program says otherwise.
  public var normalization: String?
  /// How often a symbol had to occur so as to be in the vocabulary; 1 where every one is.
  public var minimumCount: Int?
  /// The order of the vocabulary, in words.
  public var vocabularyOrder: String?
  /// How the text was divided into splits, in words.
  public var division: String?
  /// The files that the text came from, one a line, with the SHA-256 of each, as `sha256sum` prints it.
  public var sources: String?
  /// The program that wrote the file.
  public var creator: String?
  /// When it was written, as ISO 8601 has it.
  public var created: String?

  /// A description that says nothing.
  public init() {}
}
