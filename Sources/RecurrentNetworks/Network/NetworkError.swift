/// Why a network could not be built or a batch not be read: one sentence that names the thing, what was expected and
/// what was found.
public struct NetworkError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
