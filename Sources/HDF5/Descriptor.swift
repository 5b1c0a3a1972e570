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
    guard try status.st_mode & S_IFMT == S_IFREG else {
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

  /// The operating system's last complaint.
  var failure: HDF5Error { FileSystem.failure(operation, at: place) }
}
