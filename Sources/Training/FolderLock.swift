internal import Foundation

/// The right to work in a run folder, held by one process at a time; it ends with the process, however that ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a folder.
  ///
  /// Where the file system knows no locks there is none to take, and nobody is kept out.
  ///
  /// - Throws: ``TrainingError`` if another process holds it, or the folder cannot be opened.
  init(_ path: String) throws(TrainingError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TrainingError(.writing, "the run folder \(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw TrainingError(
        .writing, "another process is working in the run folder \(path): wait for it, or end it with Ctrl-C first")
    }
  }

  deinit { close(descriptor) }
}
