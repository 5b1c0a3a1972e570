#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The single owner of an open file of the operating system, without libhdf5.
final class Descriptor: Sendable {
  let number: Int32
  private let operation: String
  private let place: Place

  /// Takes over a descriptor, or throws what the operating system said when there was none.
  ///
  /// - Parameters:
  ///   - number: the descriptor; negative where opening failed.
  ///   - operation: what is being done with the file, for messages.
  ///   - place: the file, for messages.
  init(_ number: Int32, operation: String, at place: Place) throws(HDF5Error) {
    guard number >= 0 else { throw FileSystem.failure(operation, at: place) }
    self.number = number
    self.operation = operation
    self.place = place
  }

  /// Opens a file of which regular ones alone are wanted.
  convenience init(opening path: String, operation: String, at place: Place) throws(HDF5Error) {
    // Without waiting, as opening a named pipe would.
    try self.init(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), operation: operation, at: place)
    guard try isRegular else {
      throw HDF5Error(operation, at: place, reason: "it is not a regular file")
    }
  }

  /// Opens a file of our own for reading and writing.
  convenience init(changing path: String, operation: String, at place: Place) throws(HDF5Error) {
    try self.init(open(path, O_RDWR | O_CLOEXEC), operation: operation, at: place)
  }

  deinit { FileSystem.close(number) }

  /// The number of bytes in the file.
  var size: Int { get throws(HDF5Error) { Int(try status.st_size) } }

  /// Whether it is a regular file.
  var isRegular: Bool { get throws(HDF5Error) { try status.st_mode & S_IFMT == S_IFREG } }

  var status: stat {
    get throws(HDF5Error) {
      var status = stat()
      guard fstat(number, &status) == 0 else { throw failure }
      return status
    }
  }

  /// Reads so many bytes, which have to be there.
  func read(into bytes: inout [UInt8], at position: Int, count: Int) throws(HDF5Error) {
    if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
    var done = 0
    while done < count {
      let step = bytes.withUnsafeMutableBytes {
        pread(number, $0.baseAddress! + done, count - done, off_t(position + done))
      }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { throw failure }
      guard step > 0 else { throw HDF5Error(operation, at: place, reason: "it has become shorter meanwhile") }
      done += step
    }
  }

  /// Writes bytes.
  func write(_ bytes: [UInt8], at position: Int) throws(HDF5Error) {
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
  func append(_ bytes: [UInt8]) throws(HDF5Error) {
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
  func takeRights(of other: stat) throws(HDF5Error) -> mode_t {
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
  var failure: HDF5Error { FileSystem.failure(operation, at: place) }

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
