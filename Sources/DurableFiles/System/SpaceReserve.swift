import CFiles
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Room on the disk that is taken before a library writes there.
///
/// Not every library survives a write that the operating system refuses. So each operation first says by how much it may
/// make the file longer at most, and room for that is taken from the file system, in large steps. What is refused then is an
/// error outside the library, and whatever it still holds in its caches has its place.
///
/// At the end of a step the writer brings its caches to the file and says how long that is, since bounds add up to more than
/// what compressed arrays take.
package final class SpaceReserve: Sendable {
  /// What is taken at once where there is plenty.
  private static let step = 32 << 20

  /// What a library may use for its own structures beyond what operations declare, such as blocks it allocates ahead.
  private static let slack = 512 << 10

  private struct Account {
    /// The bytes of the file that have their place on the disk.
    var reserved = 0

    /// The length of the file when the caches were last written.
    var settled = 0

    /// By how much it may have grown since.
    var unsettled = 0
  }

  private let descriptor: Descriptor
  private let operation: String
  private let path: String
  private let account = Mutex(Account())

  /// Makes sure that there is room for an empty file. Creating it will empty it, and give that room up again.
  package init(_ descriptor: Descriptor, operation: String, _ path: String) throws(FileError) {
    self.descriptor = descriptor
    self.operation = operation
    self.path = path
    try take(0, upTo: Self.slack)
  }

  /// Makes sure that the file can grow by `bytes`.
  ///
  /// - Parameter measure: brings what the writer holds to the file where its parameter says so, and returns how long the
  ///   file is.
  /// - Throws: ``FileError`` if there is no room for them, or what `measure` throws.
  package func ensure(
    _ bytes: Int, _ measure: (_ isFlushing: Bool) throws(FileError) -> Int
  ) throws(FileError) {
    // A closure that throws a typed error does not pass through withLock of Mutex as such.
    let result = account.withLock { account -> Result<Void, FileError> in
      do throws(FileError) {
        try ensure(bytes, account: &account, measure)
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }

  private func ensure(
    _ bytes: Int, account: inout Account, _ measure: (Bool) throws(FileError) -> Int
  ) throws(FileError) {
    let bytes = min(bytes, 1 << 60)
    if account.settled + account.unsettled + bytes + Self.slack > account.reserved {
      account.settled = try measure(account.unsettled > 0)
      account.unsettled = 0
      let needed = account.settled + bytes + Self.slack
      if needed > account.reserved {
        do {
          try take(account.reserved, upTo: needed + Self.step)
          account.reserved = needed + Self.step
        } catch {
          try take(account.reserved, upTo: needed)
          account.reserved = needed
        }
      }
    }
    account.unsettled += bytes
  }

  /// Gives back what the finished file does not need.
  package func release() throws(FileError) {
    guard ftruncate(descriptor.number, off_t(try descriptor.size)) == 0 else { throw descriptor.failure }
  }

  private func take(_ start: Int, upTo end: Int) throws(FileError) {
    // The kernel asks for this limit when a file is made longer, and not when room is taken for it.
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(end) {
      throw refusal(EFBIG)
    }
    let outcome = cfiles_reserve(descriptor.number, Int64(start), Int64(end - start))
    if outcome > 0 { throw refusal(outcome) }
    guard outcome < 0 else { return }
    // A file system that takes no orders: at least look.
    var system = statvfs()
    guard fstatvfs(descriptor.number, &system) == 0 else { throw descriptor.failure }
    let blocks = (end - start) / max(1, Int(system.f_frsize)) + 1
    if Int(system.f_bavail) < blocks { throw refusal(ENOSPC) }
  }

  private func refusal(_ error: Int32) -> FileError { FileSystem.failure(error, operation, path) }
}
