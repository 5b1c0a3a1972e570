import CHDF5

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

  /// Whether there is something under this path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

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

  /// A file without a name that lives in memory.
  static func memoryFile(operation: String, at place: Place) throws(HDF5Error) -> Descriptor {
    let number = chdf5_memory_file()
    guard number != -2 else { throw HDF5Error(operation, at: place, reason: "this system has no files in memory") }
    return try Descriptor(number, operation: operation, at: place)
  }

  /// Gives up a descriptor.
  static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// The names in a folder, in bytes; none where it cannot be read.
  static func entries(of folder: String) -> [[UInt8]] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      withUnsafeBytes(of: &entry.pointee.d_name) { names.append(Array($0.prefix { $0 != 0 })) }
    }
    return names
  }

  /// The folder that holds `path`, and the name of `path` in it.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// The operating system's last complaint.
  static func failure(_ operation: String, at place: Place) -> HDF5Error {
    HDF5Error(operation, at: place, reason: String(cString: strerror(errno)))
  }
}
