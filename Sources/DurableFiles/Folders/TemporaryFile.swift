import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file on its way to take the name of another, `.NAME.XXXXXXXX.partial` in the folder of NAME.
///
/// Whoever writes one holds a shared lock on it for as long as the process lives; the exclusive lock is for those who
/// sweep away what a killed process has left. Between creating the file and locking it a sweeper may come, so the writer
/// looks whether the file is still there when it has the lock. Programs that open the finished file for reading are not
/// disturbed by a shared lock that has not been given up yet.
package final class TemporaryFile: Sendable {
  /// The file, open for reading and writing.
  package let descriptor: Descriptor
  private let target: FileTarget
  private let name: String
  /// What the file may be used for by whom when it is finished; nil where that is what new files are for.
  private let rights: mode_t?

  /// Creates an empty file next to the target, with the rights of what the target is now, and removes what others have
  /// left on the way to the same name.
  package init(for target: FileTarget, operation: String) throws(FileError) {
    self.target = target
    target.folder.removeLeftovers { $0 == target.name }
    let replaced = target.replaced
    while true {
      let name = Self.name(for: target.name)
      // Nobody else may look in before the rights are those of the file that goes.
      let number = openat(
        target.folder.descriptor.number, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
        mode_t(replaced == nil ? 0o666 : 0o600))
      if number < 0, errno == EEXIST { continue }
      let descriptor = try Descriptor(number, operation: operation, target.path)
      if flock(number, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK { continue }
      guard try descriptor.status.st_nlink > 0 else { continue }
      self.name = name
      self.descriptor = descriptor
      break
    }
    rights = if let replaced { try descriptor.takeRights(of: replaced) } else { nil }
  }

  /// A path that leads to the file: to this very one, whatever becomes of its name, where the system has such paths.
  package var path: String { descriptor.location ?? target.folder.path + "/" + name }

  /// Copies all that another file holds, and nothing else, into this one.
  package func copy(_ source: Descriptor) throws(FileError) {
    let size = try source.size
    var piece: [UInt8] = []
    var position = 0
    while position < size {
      try source.read(into: &piece, at: position, count: min(1 << 20, size - position))
      try descriptor.write(piece, at: position)
      position += piece.count
    }
  }

  /// Brings the content to the disk, and takes the name of the target.
  package func take() throws(FileError) {
    if let rights, fchmod(descriptor.number, rights) != 0 { throw descriptor.failure }
    guard fsync(descriptor.number) == 0 else { throw descriptor.failure }
    let folder = target.folder.descriptor.number
    let outcome =
      target.mayReplace ? renameat(folder, name, folder, target.name) : cfiles_name_new(folder, name, target.name)
    guard outcome == 0 else { throw descriptor.failure }
  }

  /// Takes the shared lock again, after ``unlock()``.
  package func lock() { _ = flock(descriptor.number, LOCK_SH | LOCK_NB) }

  /// Gives up the shared lock.
  package func unlock() { _ = flock(descriptor.number, LOCK_UN) }

  /// Runs `body`, and removes the file if it throws.
  package func removingOnFailure<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
  {
    do { return try body() } catch {
      remove()
      throw error
    }
  }

  /// Removes the file, and frees its space at once even if somebody still has it open.
  private func remove() {
    _ = ftruncate(descriptor.number, 0)
    _ = unlinkat(target.folder.descriptor.number, name, 0)
  }

  private static let ending = ".partial"

  private static func name(for target: String) -> String {
    ".\(target).\(String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16))\(ending)"
  }

  /// The name that a file of such a name was on its way to; nil where the name is of another kind.
  static func target(of name: String) -> String? {
    let bytes = Array(name.utf8)
    guard bytes.count > 18, bytes.first == UInt8(ascii: "."), bytes.suffix(8) == Array(ending.utf8)[...] else {
      return nil
    }
    let suffix = bytes.dropLast(8).suffix(8)
    guard suffix.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
      bytes[bytes.count - 17] == UInt8(ascii: ".")
    else { return nil }
    return String(validating: bytes[1..<bytes.count - 17], as: UTF8.self)
  }
}
