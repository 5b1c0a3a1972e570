internal import Foundation

/// A small text file that other programs read while it is written.
struct SmallFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// Appends to the file, which is there.
  func append(_ text: String) throws(TrainingError) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    try write(text, to: descriptor)
  }

  /// Puts a new file in place of the one that is there, if any; after an error that is as it was.
  func replace(with text: String) throws(TrainingError) {
    let place = path as NSString
    let suffix = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
    let temporary = "\(place.deletingLastPathComponent)/.\(place.lastPathComponent).\(suffix).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure }
    do throws(TrainingError) {
      defer { close(descriptor) }
      try write(text, to: descriptor)
      guard fsync(descriptor) == 0 else { throw failure }
      guard rename(temporary, path) == 0 else { throw failure }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private func write(_ text: String, to descriptor: Int32) throws(TrainingError) {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
      let count = Foundation.write(descriptor, bytes, bytes.count)
      guard count > 0 else { throw failure }
      bytes.removeFirst(count)
    }
  }

  /// What the operating system has just said.
  private var failure: TrainingError {
    TrainingError(.writing, "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
