/// What the checksum of a file says about the file's bytes; see ``OpenedFile/checksum``.
///
/// A checksum is a trailer of 64 bytes behind the end of an HDF5 file: a mark, the number of bytes before it, and the SHA-256
/// digest of those bytes. The file before it is an ordinary HDF5 file from byte 0 on, and every program that uses
/// libhdf5 opens it as it is. A program that opens it for writing cuts off what lies behind the HDF5 file when it closes
/// it, so the checksum of a file that has been changed so is absent, and not broken.
///
/// A file that lost its tail has no checksum. libhdf5 then notices that it is shorter than it says of itself, unless nothing
/// but the checksum is missing.
///
/// A checksum tells of accidents. It is no signature: whoever changes a file on purpose can make the checksum anew, so that an intact one
/// says nothing of who wrote the file, nor whether libhdf5 survives it (``FileAdmission``).
public enum ChecksumStatus: String, Sendable, Codable, CaseIterable {
  /// There is none: the file was written without one or by another program, was changed in place since, or lost its tail.
  case absent

  /// Every byte is as it was when the file was written.
  case intact

  /// There is one that the bytes contradict: they are damaged, or a change in place was interrupted.
  case broken
}
