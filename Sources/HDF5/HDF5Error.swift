/// What could not be done in an HDF5 file, on which object, and why.
///
/// The module throws this error, and no other, for whatever the outside world can do: a file that is missing, damaged,
/// locked or of another kind, an object that is not there, a full disk. Mistakes of the program (a negative extent,
/// an array whose length contradicts its shape) stop the program with a sentence instead.
public struct HDF5Error: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was attempted, as it follows "cannot": `open the dataset`.
  public let operation: String

  /// The path of the file.
  public let file: String

  /// The path of the object within the file, or nothing where the file itself is meant.
  public let object: String?

  /// Why it failed, in one clause.
  public let reason: String

  /// Whether the file is to blame for it.
  public let cause: Cause

  /// What is known of why something failed.
  public enum Cause: String, Sendable, Codable {
    /// Nothing: the file may be damaged.
    case unknown
    /// Another program writes the file.
    case isOpenElsewhere
    /// The file is compressed with something that is not installed.
    case missingFilter
  }

  /// The error stack of libhdf5, one line an entry, from the function that was called to the cause; empty where the
  /// failure was noticed before the library was asked.
  public let stack: [String]

  /// A failure that was noticed outside libhdf5.
  init(_ operation: String, at place: Place, reason: String, cause: Cause = .unknown) {
    self.operation = operation
    file = place.file.path
    object = place.object
    self.reason = reason
    self.cause = cause
    stack = []
  }

  /// A failure that libhdf5 reports.
  init(_ operation: String, at place: Place, stack: [String]) {
    self.operation = operation
    file = place.file.path
    object = place.object
    (cause, reason) = Self.known(in: stack) ?? (.unknown, Self.reason(in: stack))
    self.stack = stack
  }

  /// The whole error in one sentence.
  public var description: String {
    "\(file): cannot \(operation)\(object.map { " \($0)" } ?? ""): \(reason)"
  }

  /// What is no fault of the file, with the way out of it; nothing where the stack tells of neither.
  private static func known(in stack: [String]) -> (Cause, String)? {
    if stack.contains(where: { $0.contains("file is already open for") }) {
      return (
        .isOpenElsewhere,
        "another program has it open for writing, or ended without closing it (h5clear -s takes that mark off)"
      )
    }
    guard let line = stack.first(where: { $0.contains("required filter") }) else { return nil }
    // The name that the filter gave itself, without where it can be had from.
    let name = line.split(separator: "'").dropFirst().first?.prefix { !";:,(".contains($0) }
    return (
      .missingFilter,
      "it is compressed with the filter \(name.map { String($0.prefix(40)) } ?? "of an unknown name"), which is not installed here; where it is, h5repack -f GZIP=4 OLD.h5 NEW.h5 makes a file that can be read"
    )
  }

  /// The operating system's message where the stack quotes one, otherwise the description of the innermost entry.
  private static func reason(in stack: [String]) -> String {
    let opening = "error message = '"
    for line in stack.reversed() {
      guard let range = line.firstRange(of: opening) else { continue }
      let rest = line[range.upperBound...]
      if let end = rest.firstIndex(of: "'") { return String(rest[..<end]) }
    }
    guard let cause = stack.last else { return "libhdf5 gave no reason" }
    guard let separator = cause.firstRange(of: ": ") else { return cause }
    return String(cause[separator.upperBound...])
  }
}
