#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A lock on a file until its end: shared by those who read, exclusive for one who writes.
///
/// It is the operating system's `flock`, on a descriptor that no other program ever inherits.
package final class FileLock: Sendable {
  /// How long to wait for a lock that somebody else holds.
  private static let patience = Duration.seconds(2)

  private let descriptor: Descriptor

  private init(_ descriptor: Descriptor) { self.descriptor = descriptor }

  /// Ends the lock even where a process that is just being started holds a copy of the descriptor.
  deinit { _ = flock(descriptor.number, LOCK_UN) }

  /// Locks a file; waits up to two seconds for it.
  ///
  /// - Parameters:
  ///   - location: where it is.
  ///   - path: what sentences call it.
  ///   - isExclusive: whether nobody else may have a lock on it.
  ///   - operation: what is being done with it, for sentences.
  /// - Returns: nothing where the file system has no locks.
  package static func take(
    _ location: String, named path: String, isExclusive: Bool, operation: String
  ) throws(FileError) -> FileLock? {
    let descriptor = try Descriptor(opening: location, isWritable: isExclusive, operation: operation, path)
    let kind = isExclusive ? LOCK_EX : LOCK_SH
    return try waiting(operation, path) { () throws(FileError) in
      if flock(descriptor.number, kind | LOCK_NB) == 0 { return FileLock(descriptor) }
      if errno == EWOULDBLOCK { throw descriptor.failure }
      return nil
    }
  }

  /// Tries something again and again while a file is locked, up to a limit.
  package static func waiting<Result>(
    _ operation: String, _ path: String, _ attempt: () throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let deadline = ContinuousClock.now + patience
    while true {
      do {
        return try attempt()
      } catch {
        guard error.code == .system(EAGAIN) else { throw error }
        guard ContinuousClock.now < deadline else {
          throw FileError(operation, path, reason: "another program has it open and locked", code: .isOpenElsewhere)
        }
        usleep(10_000)
      }
    }
  }
}
