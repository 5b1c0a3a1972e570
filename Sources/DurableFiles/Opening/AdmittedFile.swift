/// A file that may be handed to a library that damaged files make crash: open, admitted, and read through once at most.
///
/// Readers of such files ask for this and take no path. There is no other way to one than through ``FileAdmission``.
public struct AdmittedFile: Sendable {
  /// The path by which it was asked for.
  public let path: String
  /// The open file.
  public let opened: OpenedFile

  init(_ opened: OpenedFile, as path: String) {
    self.path = path
    self.opened = opened
  }

  /// Opens a file and has it admitted.
  ///
  /// - Throws: ``FileError`` if it cannot be opened; with ``FileError/Code/notAdmitted`` and the words of who looked at it
  ///   if it is not to be.
  public init(_ path: String) throws(FileError) { try self.init(OpenedFile(path)) }

  /// Has a file admitted that is open.
  ///
  /// - Throws: ``FileError`` with the words of who looked at it if it is not to be.
  public init(_ opened: OpenedFile) throws(FileError) {
    do { self = try FileAdmission.admit(opened) } catch let error as FileError { throw error } catch {
      throw FileError("open the file", opened.path, reason: "\(error)", code: .notAdmitted)
    }
  }

  /// The number of bytes when it was opened.
  public var size: Int { opened.size }

  /// The SHA-256 of all bytes; see ``OpenedFile/digest``.
  public var digest: String { get throws(FileError) { try opened.digest } }

  /// What its checksum says; see ``OpenedFile/checksum``.
  public var checksum: ChecksumStatus { get throws(FileError) { try opened.checksum } }
}
