import CHDF5
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Room on the disk that is taken before libhdf5 writes there.
///
/// libhdf5 1.10 does not survive every write that the operating system refuses. So each operation first says by how much
/// it may make the file longer at most, and room for that is taken from the file system, in large steps. What is refused
/// then is an error outside the library, and whatever it still holds in its caches has its place.
///
/// At the end of a step the caches are written and the library is asked how long the file is, since bounds add up to more
/// than what compressed arrays take.
final class SpaceReserve: Sendable {
  /// What is taken at once where there is plenty.
  private static let step = 32 << 20

  /// What libhdf5 may use for its own structures beyond what operations declare, such as blocks it allocates ahead.
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
  private let place: Place
  private let account = Mutex(Account())

  /// Makes sure that there is room for an empty file. Creating it will empty it, and give that room up again.
  init(_ descriptor: Descriptor, operation: String, at place: Place) throws(HDF5Error) {
    self.descriptor = descriptor
    self.operation = operation
    self.place = place
    try take(0, upTo: Self.slack)
  }

  /// Makes sure that `file` can grow by `bytes`.
  ///
  /// - Throws: ``HDF5Error`` if there is no room for them.
  func ensure(_ bytes: Int, in file: Handle) throws(HDF5Error) {
    // A closure that throws a typed error does not pass through withLock of Mutex as such.
    let result = account.withLock { account -> Result<Void, HDF5Error> in
      do throws(HDF5Error) {
        try ensure(bytes, in: file, account: &account)
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }

  private func ensure(_ bytes: Int, in file: Handle, account: inout Account) throws(HDF5Error) {
    let bytes = min(bytes, 1 << 60)
    if account.settled + account.unsettled + bytes + Self.slack > account.reserved {
      if account.unsettled > 0 {
        _ = try Funnel.call(operation, at: place) { H5Fflush(file.id, H5F_SCOPE_GLOBAL) }
        account.unsettled = 0
      }
      var size: hsize_t = 0
      _ = try Funnel.call(operation, at: place) { H5Fget_filesize(file.id, &size) }
      account.settled = Int(size)
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
  func release() throws(HDF5Error) {
    guard ftruncate(descriptor.number, off_t(try descriptor.size)) == 0 else { throw descriptor.failure }
  }

  private func take(_ start: Int, upTo end: Int) throws(HDF5Error) {
    // The kernel asks for this limit when a file is made longer, and not when room is taken for it.
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(end) {
      throw refusal(EFBIG)
    }
    let outcome = chdf5_reserve(descriptor.number, Int64(start), Int64(end - start))
    if outcome > 0 { throw refusal(outcome) }
    guard outcome < 0 else { return }
    // A file system that takes no orders: at least look.
    var system = statvfs()
    guard fstatvfs(descriptor.number, &system) == 0 else { throw descriptor.failure }
    let blocks = (end - start) / max(1, Int(system.f_frsize)) + 1
    if Int(system.f_bavail) < blocks { throw refusal(ENOSPC) }
  }

  private func refusal(_ error: Int32) -> HDF5Error {
    HDF5Error(operation, at: place, reason: String(cString: strerror(error)))
  }
}
