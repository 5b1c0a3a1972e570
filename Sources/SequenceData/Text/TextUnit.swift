/// What one symbol of a text is.
public enum TextUnit: String, Codable, Sendable, CaseIterable {
  /// A Unicode scalar of a text in UTF-8.
  case character
  /// A byte, whatever it means.
  case byte
}
