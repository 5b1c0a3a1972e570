#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#else
  package import Darwin
#endif

/// The single owner of an open file of the operating system.
package final class Descriptor: Sendable {
  /// The operating system's number.
  package let number: Int32
  private let operation: String
  private let path: String

  /// Takes over a descriptor, or throws what the operating system said when there was none.
  ///
  /// - Parameters:
  ///   - number: the descriptor; negative where opening failed.
  ///   - operation: what is being done with the file, for messages.
  ///   - path: the file, for messages.
  package init(_ number: Int32, operation: String, _ path: String) throws(FileError) {
    guard number >= 0 else { throw FileSystem.failure(operation, path) }
    self.number = number
    self.operation = operation
    self.path = path
  }

  /// Opens a file of which regular ones alone are wanted.
  ///
  /// - Parameters:
  ///   - location: where it is.
  ///   - isWritable: whether it is opened for writing as well.
  ///   - operation: what is being done with it, for messages.
  ///   - path: what messages call it.
  package convenience init(
    opening location: String, isWritable: Bool = false, operation: String, _ path: String
  ) throws(FileError) {
    // Without waiting, as opening a named pipe would, and without becoming the terminal's process.
    let flags = (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    try self.init(open(location, flags), operation: operation, path)
    guard try isRegular else {
      throw FileError(operation, path, reason: "it is not a regular file", code: .notRegular)
    }
  }

  deinit { FileSystem.close(number) }

  /// The number of bytes in the file.
  package var size: Int { get throws(FileError) { Int(try status.st_size) } }

  /// Whether it is a regular file.
  package var isRegular: Bool { get throws(FileError) { try status.st_mode & S_IFMT == S_IFREG } }

  /// What the operating system says of it.
  package var status: stat {
    get throws(FileError) {
      var status = stat()
      guard fstat(number, &status) == 0 else { throw failure }
      return status
    }
  }

  /// A path that leads to this very file, whatever becomes of its name; nil where the system has none.
  package var location: String? {
    #if os(Linux)
      "/proc/self/fd/\(number)"
    #else
      nil
    #endif
  }

  /// Reads so many bytes, which have to be there.
  package func read(into bytes: inout [UInt8], at position: Int, count: Int) throws(FileError) {
    if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
    var done = 0
    while done < count {
      let step = bytes.withUnsafeMutableBytes {
        pread(number, $0.baseAddress! + done, count - done, off_t(position + done))
      }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { throw failure }
      guard step > 0 else {
        throw FileError(operation, path, reason: "it has become shorter meanwhile", code: .changing)
      }
      done += step
    }
  }

  /// Writes bytes.
  package func write(_ bytes: [UInt8], at position: Int) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let step = bytes.withUnsafeBytes {
        pwrite(number, $0.baseAddress! + done, $0.count - done, off_t(position + done))
      }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { throw failure }
      done += step
    }
  }

  /// Writes bytes behind those that are there, in a file that was opened for that.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let step = bytes.withUnsafeBytes { Self.write(number, $0.baseAddress! + done, $0.count - done) }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { throw failure }
      done += step
    }
  }

  /// Lets those use the file who may use another, and nobody else: where it cannot be given to the other's group, the rights
  /// of the group are no more than everybody's. Until it is finished its owner may write it in any case.
  ///
  /// - Returns: the rights that it is to have when it is finished.
  package func takeRights(of other: stat) throws(FileError) -> mode_t {
    var mode = other.st_mode & 0o777
    let own = try status
    let isGiven =
      own.st_gid == other.st_gid && own.st_uid == other.st_uid || fchown(number, other.st_uid, other.st_gid) == 0
      || own.st_gid == other.st_gid || fchown(number, uid_t.max, other.st_gid) == 0
    if !isGiven { mode &= 0o707 | (mode & 0o007) << 3 }
    guard fchmod(number, mode | 0o600) == 0 else { throw failure }
    return mode
  }

  /// The operating system's last complaint.
  package var failure: FileError { FileSystem.failure(operation, path) }

  private static func write(_ number: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(number, bytes, count)
    #elseif canImport(Musl)
      Musl.write(number, bytes, count)
    #else
      Darwin.write(number, bytes, count)
    #endif
  }
}
