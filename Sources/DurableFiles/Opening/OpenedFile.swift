#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A regular file that is open for reading, and of which nothing is known yet but what its bytes say.
///
/// Whatever is read is read from the file that was opened, wherever its path leads meanwhile. All bytes are looked at once
/// at most: ``digest`` and ``checksum`` come of the same pass and are remembered.
///
/// A file in a format that makes its library crash is not read through this, but as an ``AdmittedFile``.
public final class OpenedFile: Sendable {
  /// The path under which it was opened.
  public let path: String
  /// The number of bytes when it was opened.
  public let size: Int
  /// How many 512-byte blocks the file took on the disk; fewer than its size says where it has holes.
  package let blocks: Int
  package let descriptor: Descriptor
  let version: FileVersion
  let sums: KnownSums

  /// Opens a file; never waits, whatever lies under the path.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - operation: what is being done, as it follows "cannot" in errors.
  /// - Throws: ``FileError`` if it is missing, may not be read, or is no regular file.
  public convenience init(_ path: String, for operation: String = "open the file") throws(FileError) {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    try self.init(Descriptor(opening: path, operation: operation, path), path)
  }

  /// Takes over a descriptor that was inherited from the process that started this one, whose concern its bytes are: they are
  /// not looked at here, and taken for such as have no checksum.
  ///
  /// - Parameters:
  ///   - number: the descriptor.
  ///   - path: what sentences call the file.
  package convenience init(inheriting number: Int32, as path: String) throws(FileError) {
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    let sums = KnownSums(FileSums(digest: [], checksum: .absent))
    try self.init(Descriptor(number, operation: "open the file", path), path, sums)
  }

  private init(_ descriptor: Descriptor, _ path: String, _ sums: KnownSums = KnownSums()) throws(FileError) {
    self.path = path
    self.descriptor = descriptor
    self.sums = sums
    let status = try descriptor.status
    size = Int(status.st_size)
    blocks = Int(status.st_blocks)
    version = FileVersion(status)
  }

  /// The SHA-256 of all bytes in 64 hexadecimal digits, as `sha256sum` prints it.
  ///
  /// - Throws: ``FileError`` if the file cannot be read, or has become shorter.
  public var digest: String {
    get throws(FileError) {
      try allSums.digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
  }

  /// Whether the file is as it was when it was written, by its checksum. No library is asked, which some damage makes crash.
  ///
  /// - Throws: as ``digest``.
  public var checksum: ChecksumStatus { get throws(FileError) { try allSums.checksum } }

  /// Some bytes, fewer where the file ends before.
  ///
  /// - Throws: ``FileError`` if they cannot be read.
  public func bytes(at position: Int, count: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    try descriptor.read(into: &bytes, at: position, count: max(0, min(count, size - position)))
    return bytes
  }

  /// Shows all bytes, in order and in pieces of 1 MiB, in the pass that tells ``digest`` and ``checksum``, unless they are
  /// known: then the bytes are read for this alone.
  ///
  /// - Parameter each: shown every piece, and where in the file it begins.
  /// - Throws: ``FileError`` if the file cannot be read, or has become shorter; what `each` throws.
  package func readThrough(
    _ each: (_ piece: [UInt8], _ position: Int) throws(FileError) -> Void
  ) throws(FileError) {
    var isRead = false
    _ = try sums.value { () throws(FileError) in
      isRead = true
      return try FileSums(of: descriptor, size: size, path: path, each: each)
    }
    if !isRead { try FileSums.read(descriptor, 0..<size, each: each) }
  }

  /// A path by which a library that wants one opens this very file.
  package var location: String { descriptor.location ?? path }

  /// Whether the file has no name any more.
  package var isNameless: Bool { get throws(FileError) { try descriptor.status.st_nlink == 0 } }

  /// Whether nobody has changed it since it was opened.
  var isUnchanged: Bool { (try? descriptor.status).map { FileVersion($0) == version } ?? false }

  private var allSums: FileSums {
    get throws(FileError) {
      try sums.value { () throws(FileError) in try FileSums(of: descriptor, size: size, path: path) }
    }
  }

  /// The same open file, with what is known of another one of its version.
  init(_ other: OpenedFile, knowing sums: KnownSums) {
    (path, size, blocks, descriptor, version) = (other.path, other.size, other.blocks, other.descriptor, other.version)
    self.sums = sums
  }
}
