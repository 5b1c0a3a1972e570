import CFiles
internal import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few calls of the operating system that everything here is made of.
package enum FileSystem {
  /// Whether there is something under this path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether this process may make files only so large (`ulimit -f`), which holds for those in memory as well.
  package static var limitsSizes: Bool {
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
  package static func memoryFile(operation: String, _ path: String) throws(FileError) -> Descriptor {
    let number = cfiles_memory_file()
    guard number != -2 else { throw FileError(operation, path, reason: "this system has no files in memory") }
    return try Descriptor(number, operation: operation, path)
  }

  /// Gives up a descriptor.
  package static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// The operating system's last complaint.
  package static func failure(_ operation: String, _ path: String) -> FileError { failure(errno, operation, path) }

  /// A complaint of the operating system.
  package static func failure(_ number: Int32, _ operation: String, _ path: String) -> FileError {
    FileError(operation, path, reason: String(cString: strerror(number)), code: .system(number))
  }
}
