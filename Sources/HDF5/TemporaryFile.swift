#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file on its way to take the name of another, `.NAME.XXXXXXXX.partial` in the folder of NAME.
///
/// Whoever writes one holds a shared lock on it for as long as the process lives; the exclusive lock is for those who
/// sweep away what a killed process has left. Between creating the file and locking it a sweeper may come, so the writer
/// looks whether the file is still there when it has the lock. Programs that open the finished file for reading are not
/// disturbed by a shared lock that has not been given up yet.
final class TemporaryFile: Sendable {
  let path: String
  let descriptor: Descriptor

  /// Creates an empty file next to `target`, and removes those of the same name that nobody is writing any more.
  init(for target: String, operation: String, at place: Place) throws(HDF5Error) {
    let (folder, name) = FileSystem.split(target)
    Self.sweep(folder, name: name)
    while true {
      let suffix = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
      let path = "\(folder)/.\(name).\(suffix).partial"
      let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if number < 0, errno == EEXIST { continue }
      let descriptor = try Descriptor(number, operation: operation, at: place)
      if flock(number, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK { continue }
      guard try descriptor.status.st_nlink > 0 else { continue }
      self.path = path
      self.descriptor = descriptor
      return
    }
  }

  /// Copies all that another file holds, and nothing else, into this one.
  func copy(_ source: Descriptor) throws(HDF5Error) {
    let size = try source.size
    var piece: [UInt8] = []
    var position = 0
    while position < size {
      try source.read(into: &piece, at: position, count: min(1 << 20, size - position))
      try descriptor.write(piece, at: position)
      position += piece.count
    }
  }

  /// Brings the content to the disk, takes over the permissions of `target` if that exists, and then its name.
  func take(_ target: String) throws(HDF5Error) {
    guard fsync(descriptor.number) == 0 else { throw descriptor.failure }
    FileSystem.copyPermissions(from: target, to: path)
    guard rename(path, target) == 0 else { throw descriptor.failure }
  }

  /// Takes the shared lock again, after ``unlock()``.
  func lock() { _ = flock(descriptor.number, LOCK_SH | LOCK_NB) }

  /// Gives up the shared lock.
  func unlock() { _ = flock(descriptor.number, LOCK_UN) }

  /// Runs `body`, and removes the file if it throws.
  func removingOnFailure<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      remove()
      throw error
    }
  }

  /// Removes the file, and frees its space at once even if libhdf5 still has it open.
  func remove() {
    _ = ftruncate(descriptor.number, 0)
    _ = unlink(path)
  }

  private static func sweep(_ folder: String, name: String) {
    let start = Array(".\(name).".utf8)
    let end = Array(".partial".utf8)
    for entry in FileSystem.entries(of: folder) {
      guard entry.count == start.count + 8 + end.count, entry.starts(with: start), entry.suffix(end.count) == end[...],
        entry.dropFirst(start.count).prefix(8).allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
      else { continue }
      let path = folder + "/" + String(decoding: entry, as: UTF8.self)
      let number = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard number >= 0 else { continue }
      defer { FileSystem.close(number) }
      var status = stat()
      guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if flock(number, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    }
  }
}
