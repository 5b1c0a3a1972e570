#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few calls of the operating system that libhdf5 does not make for us.
enum FileSystem {
  /// Makes sure that opening `path` neither fails with a riddle nor waits, as it would on a named pipe.
  static func requireRegularFile(_ path: String, at place: Place) throws(HDF5Error) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure("open the file", at: place) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw HDF5Error("open the file", at: place, reason: "it is not a regular file")
    }
  }

  /// The file that `path` leads to through symbolic links, or `path` itself where there is none yet.
  static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Lets `path` be used by those who may use `model`, if that exists.
  static func copyPermissions(from model: String, to path: String) {
    var status = stat()
    guard stat(model, &status) == 0 else { return }
    _ = chmod(path, status.st_mode & 0o777)
  }

  /// Waits until a file's content, or a folder's entries, are on the disk.
  static func synchronize(_ path: String, operation: String, at place: Place) throws(HDF5Error) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(operation, at: place) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(operation, at: place) }
  }

  /// Gives a file another name, which may be taken.
  static func move(_ path: String, to target: String, operation: String, at place: Place) throws(HDF5Error) {
    guard rename(path, target) == 0 else { throw failure(operation, at: place) }
  }

  /// Removes a file if it is there.
  static func remove(_ path: String) { _ = unlink(path) }

  /// The folder that holds `path`, and the name of `path` in it.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private static func failure(_ operation: String, at place: Place) -> HDF5Error {
    HDF5Error(operation, at: place, reason: String(cString: strerror(errno)))
  }
}
