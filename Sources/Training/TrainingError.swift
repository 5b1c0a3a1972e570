/// Why an experiment could not be set up or carried on: one sentence that names the thing, what was expected and what was
/// found.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What kind of failure it is; commands turn it into an exit code.
  public enum Kind: Sendable, Equatable {
    /// The request itself makes no sense.
    case usage
    /// A file or its content is not what it should be.
    case data
    /// A file is missing.
    case missing
    /// Something cannot be written.
    case writing
  }

  /// The kind.
  public let kind: Kind
  /// The sentence.
  public let description: String

  /// An error from its parts.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
