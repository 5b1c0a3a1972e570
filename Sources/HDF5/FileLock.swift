import CHDF5
import Glibc

/// libhdf5 locks a file for as long as it is open, on the file's descriptor.
///
/// A child process inherits the descriptor and with it the lock: a file that was closed here can stay locked until the
/// child has begun its own program, and for as long as that runs if the descriptor is not closed then.
enum FileLock {
  /// How long to wait for a lock that another process holds.
  private static let patience = Duration.seconds(10)

  /// Whether libhdf5 can be told to leave locking a file to us: releases before 1.10.7 cannot, nor can any when the
  /// environment demands its locks.
  static var isOurs: Bool {
    let demand = getenv("HDF5_USE_FILE_LOCKING").map { String(cString: $0) }
    return chdf5_can_leave_unlocked() != 0 && [nil, "FALSE", "0"].contains(demand)
  }

  /// Opens a file, again and again while it is locked, up to a limit.
  static func waiting(_ open: () throws(HDF5Error) -> Handle) throws(HDF5Error) -> Handle {
    let deadline = ContinuousClock.now + patience
    while true {
      do {
        return try open()
      } catch {
        guard error.reason == String(cString: strerror(EAGAIN)), ContinuousClock.now < deadline else { throw error }
        usleep(10_000)
      }
    }
  }

  /// Sees to it that programs started by this process do not hold an open file, and its lock.
  static func keepFromChildren(_ file: Handle, at place: Place) {
    var driver: UnsafeMutableRawPointer?
    _ = try? Funnel.call("open the file", at: place) { H5Fget_vfd_handle(file.id, hid_t(H5P_DEFAULT), &driver) }
    guard let driver else { return }
    _ = fcntl(driver.load(as: Int32.self), F_SETFD, FD_CLOEXEC)
  }
}
