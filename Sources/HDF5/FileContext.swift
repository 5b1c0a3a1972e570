import Synchronization

/// What everything opened from one file shares: the file's name for messages and the first failure that nobody heard.
final class FileContext: Sendable {
  let path: String
  private let unheard = Mutex<HDF5Error?>(nil)

  init(path: String) { self.path = path }

  /// Keeps a failure that had nobody to throw to; later ones follow from the first and are dropped.
  func remember(_ error: HDF5Error) {
    unheard.withLock { $0 = $0 ?? error }
  }

  /// Throws the failure kept, and goes on throwing it: data has been lost.
  func throwUnheard() throws(HDF5Error) {
    if let error = unheard.withLock({ $0 }) { throw error }
  }
}
