/// What a member of a group is.
public enum ObjectKind: String, Sendable, Codable {
  /// A ``Group``.
  case group

  /// A ``Dataset``.
  case dataset

  /// An element type that has a name of its own.
  case namedType

  /// Anything else.
  case other
}
