/// Where derivatives come from: the files, by path and by the SHA-256 of their bytes.
public struct DerivativeSources: Sendable, Equatable {
  /// A file as it was when it was read.
  public struct Source: Sendable, Equatable {
    /// The path under which it was named.
    public let path: String
    /// The SHA-256 of its bytes, as `sha256sum` prints it.
    public let digest: String

    /// A file from its parts.
    public init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// The network and its parameters.
  public let checkpoint: Source
  /// The sequences.
  public let data: Source
  /// The name of the split.
  public let split: String
  /// The vector v.
  public let vectors: Source

  /// Sources from their parts.
  public init(checkpoint: Source, data: Source, split: String, vectors: Source) {
    self.checkpoint = checkpoint
    self.data = data
    self.split = split
    self.vectors = vectors
  }
}
