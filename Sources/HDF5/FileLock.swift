import CHDF5

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A lock on a file for as long as it is open: shared by those who read, exclusive for one who writes.
///
/// libhdf5 locks the descriptor that it opens. A process that another thread starts at that instant inherits the
/// descriptor and with it the lock, and a file that was closed here would stay locked for as long as that process runs.
/// So the lock is taken on a descriptor that no other program ever inherits, and libhdf5 is told to take none. Both
/// kinds are the operating system's `flock` and respect each other: h5py and this library do not disturb each other.
final class FileLock: Sendable {
  /// How long to wait for a lock that somebody else holds.
  private static let patience = Duration.seconds(2)

  private let descriptor: Descriptor

  private init(_ descriptor: Descriptor) { self.descriptor = descriptor }

  /// Ends the lock even where a process that is just being started holds a copy of the descriptor.
  deinit { _ = flock(descriptor.number, LOCK_UN) }

  /// Whether libhdf5 can be told to leave locking a file to us: releases before 1.10.7 cannot, nor can any when the
  /// environment demands its locks.
  static var isOurs: Bool { chdf5_can_leave_unlocked() != 0 && [nil, "FALSE", "0"].contains(demand) }

  /// Locks a file.
  ///
  /// - Returns: nothing where libhdf5 locks, where the environment wants no locks, or where the file system has none.
  static func take(
    _ path: String, for access: FileAccess, operation: String, at place: Place
  ) throws(HDF5Error) -> FileLock? {
    guard isOurs, demand == nil else { return nil }
    // The context of the file will hold the lock; the descriptor's place is another, lest they hold each other.
    let place = Place(file: FileContext(path: path))
    let descriptor =
      switch access {
      case .reading: try Descriptor(opening: path, operation: operation, at: place)
      case .updating: try Descriptor(changing: path, operation: operation, at: place)
      }
    let kind = access == .reading ? LOCK_SH : LOCK_EX
    return try waiting(operation, at: place) { () throws(HDF5Error) in
      if flock(descriptor.number, kind | LOCK_NB) == 0 { return FileLock(descriptor) }
      if errno == EWOULDBLOCK { throw descriptor.failure }
      return nil
    }
  }

  /// Tries something again and again while a file is locked, up to a limit.
  static func waiting<Result>(
    _ operation: String, at place: Place, _ attempt: () throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    let deadline = ContinuousClock.now + patience
    while true {
      do {
        return try attempt()
      } catch {
        guard error.reason == String(cString: strerror(EAGAIN)) else { throw error }
        guard ContinuousClock.now < deadline else {
          throw HDF5Error(
            operation, at: place, reason: "another program has it open and locked", cause: .isOpenElsewhere)
        }
        usleep(10_000)
      }
    }
  }

  /// Sees to it that programs started by this process do not hold an open file.
  static func keepFromChildren(_ file: Handle, at place: Place) {
    var driver: UnsafeMutableRawPointer?
    _ = try? Funnel.call("open the file", at: place) { H5Fget_vfd_handle(file.id, hid_t(H5P_DEFAULT), &driver) }
    guard let driver else { return }
    _ = fcntl(driver.load(as: Int32.self), F_SETFD, FD_CLOEXEC)
  }

  /// What the environment demands of libhdf5's locks.
  private static var demand: String? { getenv("HDF5_USE_FILE_LOCKING").map { String(cString: $0) } }
}
