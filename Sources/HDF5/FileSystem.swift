import CHDF5
internal import SystemPackage

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

  /// Whether this process may make files only so large (`ulimit -f`), which holds for those in memory as well.
  static var limitsSizes: Bool {
    var limit = rlimit()
    #if canImport(Glibc)
      let outcome = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    #else
      let outcome = getrlimit(RLIMIT_FSIZE, &limit)
    #endif
    return outcome == 0 && limit.rlim_cur < rlim_t(Int64.max)
  }

  /// The file that `path` leads to through symbolic links, or `path` itself where there is none yet.
  static func resolved(_ path: String) -> FilePath {
    guard let resolved = realpath(path, nil) else { return FilePath(path) }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
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

  /// The operating system's last complaint.
  static func failure(_ operation: String, at place: Place) -> HDF5Error {
    HDF5Error(operation, at: place, reason: String(cString: strerror(errno)))
  }
}
