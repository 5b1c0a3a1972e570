public import DurableFiles

/// What can be said of a file's bytes without libhdf5.
extension File {
  /// The SHA-256 of all bytes of a file, of whatever kind, in 64 hexadecimal digits as `sha256sum` prints it.
  ///
  /// The file is read in pieces; it may be larger than memory. Who opens the file as well asks `OpenedFile` or `AdmittedFile`,
  /// which read it once.
  ///
  /// - Throws: ``HDF5Error`` if it is missing, unreadable or not a regular file.
  public static func digest(of path: String) throws(HDF5Error) -> String {
    try OpenedFile(path, for: "read the file").digest
  }

  /// Whether a file is as it was when it was written, by the checksum that ``replacing(_:mayReplace:growing:checksummed:body:)``
  /// put behind it.
  ///
  /// All bytes are read, in pieces, but not by libhdf5, which some damage makes crash.
  ///
  /// - Throws: ``HDF5Error`` if it is missing, unreadable or not a regular file.
  public static func checksum(of path: String) throws(HDF5Error) -> ChecksumStatus {
    try OpenedFile(path, for: "read the file").checksum
  }
}
