internal import DurableFiles
internal import HDF5

/// Why a dataset file could not be read or written: one sentence that names the file, the object, what was expected and what
/// was found.
public struct SequenceFileError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What kind of failure it is; commands turn it into an exit code.
  public enum Kind: Sendable, Equatable {
    /// The file is not what it should be.
    case data
    /// The file is not there, or may not be read.
    case missing
    /// The file cannot be written.
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

  /// What `body` returns; what libhdf5 has to say against it becomes an error of this type.
  internal static func wrapping<Result>(
    _ body: () throws(HDF5Error) -> Result
  ) throws(SequenceFileError) -> Result {
    do throws(HDF5Error) {
      return try body()
    } catch {
      throw SequenceFileError(.data, error.description)
    }
  }
}
