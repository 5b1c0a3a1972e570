/// An entry of a group.
public struct Member: Hashable, Sendable {
  /// The name in the group.
  public let name: String

  /// How the name leads to the object.
  public let link: LinkKind

  /// What the object is; nothing where the link is not hard, since such a link is not followed to find out.
  public let kind: ObjectKind?
}

/// How a name in a group leads to an object.
public enum LinkKind: String, Sendable, Codable {
  /// Directly, to an object of this file.
  case hard

  /// By another path in this file, which may lead nowhere.
  case soft

  /// To an object of another file.
  case external

  /// In a way that some program has defined for itself.
  case other
}

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
