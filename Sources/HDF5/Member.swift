/// An entry of a group.
public struct Member: Hashable, Sendable {
  /// The name in the group.
  public let name: String

  /// How the name leads to the object.
  public let link: LinkKind

  /// What the object is; nothing where the link is not hard, since such a link is not followed to find out.
  public let kind: ObjectKind?
}
