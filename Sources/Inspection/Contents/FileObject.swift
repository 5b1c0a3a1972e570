internal import HDF5

/// One entry of a file's tree.
public struct FileObject: Sendable {
  /// What an entry is.
  public enum Kind: String, Sendable, Encodable {
    /// A group.
    case group
    /// An array.
    case dataset
    /// An element type with a name of its own.
    case namedType = "named_type"
    /// A name that leads to another path of this file, which may not exist. It is not followed.
    case softLink = "soft_link"
    /// A name that leads into another file. It is not followed.
    case externalLink = "external_link"
    /// Anything else.
    case other

    init(_ member: Member) {
      switch member.link {
      case .hard:
        switch member.kind {
        case .group: self = .group
        case .dataset: self = .dataset
        case .namedType: self = .namedType
        case .other, nil: self = .other
        }
      case .soft: self = .softLink
      case .external: self = .externalLink
      case .other: self = .other
      }
    }
  }

  /// The path from the root of the file.
  public let path: String
  /// What it is.
  public let kind: Kind
  /// Of a group or a dataset: the attributes.
  public let attributes: [AttributeContent]
  /// Of a dataset: shape, type and storage.
  public let array: ArrayDescription?

  /// The last component of the path; `/` for the root.
  public var name: String { path.split(separator: "/").last.map(String.init) ?? "/" }

  /// The number of groups above it.
  public var depth: Int { path.split(separator: "/").count }

  /// The value of one of its attributes.
  public subscript(attribute name: String) -> AttributeValue? { attributes.first { $0.name == name }?.value }
}

extension FileObject: Encodable {
  private enum CodingKeys: String, CodingKey { case path, kind, attributes, array }

  /// Stores attributes by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .path)
    try values.encode(kind, forKey: .kind)
    if !attributes.isEmpty {
      let byName = Dictionary(attributes.map { ($0.name, $0.value) }) { first, _ in first }
      try values.encode(byName, forKey: .attributes)
    }
    try values.encodeIfPresent(array, forKey: .array)
  }
}
