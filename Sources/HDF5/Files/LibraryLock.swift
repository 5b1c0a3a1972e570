import CHDF5
internal import DurableFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Locks on files that libhdf5 opens.
///
/// The library locks the descriptor that it opens. A process that another thread starts at that instant inherits the
/// descriptor and with it the lock, and a file that was closed here would stay locked for as long as that process runs.
/// So the lock is a ``FileLock``, and libhdf5 is told to take none. Both kinds are the operating system's `flock` and respect
/// each other: h5py and this library do not disturb each other.
enum LibraryLock {
  /// Whether libhdf5 can be told to leave locking a file to us: releases before 1.10.7 cannot, nor can any when the
  /// environment demands its locks.
  static var isOurs: Bool { chdf5_can_leave_unlocked() != 0 && [nil, "FALSE", "0"].contains(demand) }

  /// Locks a file.
  ///
  /// - Returns: nothing where libhdf5 locks, where the environment wants no locks, or where the file system has none.
  static func take(
    _ location: String, named path: String, for access: FileAccess, operation: String
  ) throws(HDF5Error) -> FileLock? {
    guard isOurs, demand == nil else { return nil }
    return try FileLock.take(location, named: path, isExclusive: access == .updating, operation: operation)
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
