/// What could not be done with a file, or with an object in it, and why.
///
/// `DurableFiles` and `HDF5` throw this error, and no other, for whatever the outside world can do: a file that is missing,
/// damaged, locked or of another kind, an object that is not there, a full disk. Mistakes of the program (a negative extent,
/// an array whose length contradicts its shape) stop the program with a sentence instead.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was attempted, as it follows "cannot": `open the dataset`.
  public let operation: String

  /// The path of the file.
  public let file: String

  /// The path of the object within the file, or nothing where the file itself is meant.
  public let object: String?

  /// Why it failed, in one clause, for people.
  public let reason: String

  /// Why it failed, for programs.
  public let code: Code

  /// The error stack of the library that reports it, one line an entry, from the function that was called to the cause;
  /// empty where the failure was noticed outside a library.
  public let stack: [String]

  /// Why something failed, to match on; the words are in ``FileError/reason``.
  public enum Code: Hashable, Sendable {
    /// Nothing else is known: the file may be damaged.
    case unknown
    /// The operating system refused it with this `errno`.
    case system(Int32)
    /// There should be a regular file, and there is something else.
    case notRegular
    /// It is beyond a bound.
    case tooLarge
    /// Another program has it open for writing.
    case isOpenElsewhere
    /// It is compressed with something that is not installed.
    case missingFilter
    /// A text in it is not UTF-8.
    case notUTF8
    /// It was not admitted; see ``FileAdmission``.
    case notAdmitted
    /// It is being changed meanwhile.
    case changing
  }

  /// An error from its parts; see the properties.
  public init(
    _ operation: String, _ file: String, object: String? = nil, reason: String, code: Code = .unknown,
    stack: [String] = []
  ) {
    self.operation = operation
    self.file = file
    self.object = object
    self.reason = reason
    self.code = code
    self.stack = stack
  }

  /// The whole error in one sentence.
  public var description: String {
    "\(file): cannot \(operation)\(object.map { " \($0)" } ?? ""): \(reason)"
  }
}
