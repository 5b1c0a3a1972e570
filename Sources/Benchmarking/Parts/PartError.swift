/// Why a part cannot be measured, in a sentence.
public struct PartError: Error, CustomStringConvertible, Equatable {
  /// What kind of trouble it is.
  public enum Kind: Sendable, Equatable {
    /// There is no such part.
    case unknown
    /// The folder for temporary files cannot be used.
    case writing
    /// The result of a part is wrong.
    case wrong
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// The sentence.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
