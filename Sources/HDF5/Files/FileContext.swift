internal import DurableFiles
import Synchronization

/// What everything opened from one file shares: the file's name for messages, its lock, and the first failure that nobody
/// heard.
final class FileContext: Sendable {
  private struct Failures {
    var unheard: HDF5Error?
    var fatal: HDF5Error?
  }

  let path: String
  private let failures = Mutex(Failures())
  private let reserve = Mutex<SpaceReserve?>(nil)
  private let lock = Mutex<FileLock?>(nil)

  init(path: String) { self.path = path }

  /// Holds a lock until the file is closed.
  func hold(_ lock: FileLock?) { self.lock.withLock { $0 = lock } }

  /// Ends the lock on a file that has been closed; the end of the context does so, too.
  func releaseLock() { lock.withLock { $0 = nil } }

  /// From now on every operation takes its room on the disk before libhdf5 is asked to write; nil ends that, and has to,
  /// since the reserve holds this context.
  func draw(on reserve: SpaceReserve?) { self.reserve.withLock { $0 = reserve } }

  /// Where operations take room on the disk; nothing where they need not.
  var spaceReserve: SpaceReserve? { reserve.withLock { $0 } }

  /// Keeps a failure that had nobody to throw to; later ones follow from the first and are dropped.
  func remember(_ error: HDF5Error) {
    failures.withLock { $0.unheard = $0.unheard ?? error }
  }

  /// Throws the failure kept, and goes on throwing it: data has been lost.
  func throwUnheard() throws(HDF5Error) {
    if let error = failures.withLock({ $0.unheard }) { throw error }
  }

  /// Gives the file up: from now on libhdf5 is not called for it any more.
  ///
  /// After a write that the operating system refused, libhdf5 1.10 runs into freed memory when it is asked to close the
  /// file. Its objects are left open instead, which costs a descriptor and the caches.
  func abandon(because error: HDF5Error) {
    failures.withLock { $0.fatal = $0.fatal ?? error }
  }

  /// The write that has made the file unusable.
  var fatal: HDF5Error? { failures.withLock { $0.fatal } }
}
