public import DurableFiles

/// What could not be done in an HDF5 file, on which object, and why.
public typealias HDF5Error = FileError

extension FileError {
  /// A failure that was noticed outside libhdf5.
  init(_ operation: String, at place: Place, reason: String, code: Code = .unknown) {
    self.init(operation, place.file.path, object: place.object, reason: reason, code: code)
  }

  /// A failure that libhdf5 reports. What it says is understood here and nowhere else: of much of it there is no number.
  init(_ operation: String, at place: Place, stack: [String]) {
    let (code, reason) = Self.known(in: stack) ?? Self.cause(in: stack)
    self.init(operation, place.file.path, object: place.object, reason: reason, code: code, stack: stack)
  }

  /// Whether the operating system has refused a write, after which libhdf5 cannot go on with the file.
  var isRefusedWrite: Bool {
    stack.contains {
      $0.hasPrefix("H5FD") && ($0.contains("write failed") || $0.contains("extend") || $0.contains("truncate"))
    }
  }

  /// What is no fault of the file, with the way out of it; nothing where the stack tells of neither.
  private static func known(in stack: [String]) -> (Code, String)? {
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

  /// The operating system's number and message where the stack quotes them, otherwise the description of the innermost
  /// entry.
  private static func cause(in stack: [String]) -> (Code, String) {
    for line in stack.reversed() {
      guard let message = line.firstRange(of: "error message = '") else { continue }
      let rest = line[message.upperBound...]
      guard let end = rest.firstIndex(of: "'") else { continue }
      let number = line.firstRange(of: "errno = ").flatMap {
        Int32(line[$0.upperBound...].prefix { $0.isNumber })
      }
      return (number.map { .system($0) } ?? .unknown, String(rest[..<end]))
    }
    guard let cause = stack.last else { return (.unknown, "libhdf5 gave no reason") }
    guard let separator = cause.firstRange(of: ": ") else { return (.unknown, cause) }
    return (.unknown, String(cause[separator.upperBound...]))
  }
}
