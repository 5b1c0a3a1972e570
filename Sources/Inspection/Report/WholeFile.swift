internal import Foundation
internal import Training

/// A file that is written in one go, and put in its place when it is whole.
enum WholeFile {
  /// Writes a file in place of the one at `path`, or of the one to which a link there leads.
  ///
  /// - Throws: `TrainingError` with the system's reason; nothing is left behind then.
  static func write(_ bytes: Data, to path: String) throws(TrainingError) {
    let place = realpath(path, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let temporary = "\(place ?? path).\(String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(TrainingError) {
      defer { close(descriptor) }
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          Foundation.write(descriptor, $0.baseAddress! + written, bytes.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure(path) }
        written += count
      }
      guard rename(temporary, place ?? path) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// What the operating system has just said.
  private static func failure(_ path: String) -> TrainingError {
    TrainingError(.writing, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
