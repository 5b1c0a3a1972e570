import DurableFiles

/// A file that has been written, for reports.
struct OutputRecord {
  let bytes: Int
  let sha256: String

  /// The record of what this process has just written, whose bytes have been digested then.
  init(_ path: String) throws {
    let file = try AdmittedFile(path)
    (bytes, sha256) = (file.size, try file.digest)
  }
}
