public import DurableFiles
internal import HDF5

/// What a file is, from outside and from its root attributes.
public struct FileIdentity: Sendable {
  /// The path.
  public let path: String
  /// The length.
  public let bytes: Int
  /// The SHA-256 of all bytes, as `sha256sum` prints it.
  public let digest: String
  /// Whether a checksum says that the bytes are those that were written.
  public let checksum: ChecksumStatus
  /// The root attributes.
  public let attributes: [AttributeContent]

  /// Takes the digest of a file, which is read through unless it has been.
  ///
  /// - Parameter contents: the file.
  /// - Throws: `FileError` if it cannot be read.
  public init(of contents: FileContents) throws(FileError) {
    path = contents.path
    bytes = contents.admitted.size
    digest = try contents.admitted.digest
    checksum = try contents.admitted.checksum
    attributes = contents["/"]?.attributes ?? []
  }

  /// The attribute `format`, if the file says what it is.
  public var format: String? { self["format"]?.text }

  /// A root attribute.
  public subscript(name: String) -> AttributeValue? { attributes.first { $0.name == name }?.value }
}

extension FileIdentity: Encodable {
  private enum CodingKeys: String, CodingKey {
    case path, bytes, checksum, attributes
    case digest = "sha256"
  }

  /// Stores attributes by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .path)
    try values.encode(bytes, forKey: .bytes)
    try values.encode(digest, forKey: .digest)
    try values.encode(checksum, forKey: .checksum)
    try values.encode(attributes.byName, forKey: .attributes)
  }
}
