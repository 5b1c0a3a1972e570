#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What can be said of a file's bytes without libhdf5.
extension File {
  /// The SHA-256 of all bytes of a file, of whatever kind, in 64 hexadecimal digits as `sha256sum` prints it.
  ///
  /// The file is read in pieces; it may be larger than memory.
  ///
  /// - Throws: ``HDF5Error`` if it is missing, unreadable or not a regular file.
  public static func digest(of path: String) throws(HDF5Error) -> String {
    let file = try bytes(of: path)
    return try Digest.of(file, count: file.size).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// Whether a file is as it was when it was written with ``replacing(_:mayReplace:growing:sealed:body:)``, sealed.
  ///
  /// All bytes are read, in pieces, but not by libhdf5, which some damage makes crash.
  ///
  /// A file that lost its tail has no seal. libhdf5 then notices that it is shorter than it says of itself, unless
  /// nothing but the seal is missing.
  ///
  /// - Throws: ``HDF5Error`` if it is missing, unreadable or not a regular file.
  public static func seal(of path: String) throws(HDF5Error) -> Seal {
    let file = try bytes(of: path)
    let size = try file.size
    let count = min(size, SealTrailer.window)
    var end: [UInt8] = []
    try file.read(into: &end, at: size - count, count: count)
    switch SealTrailer.find(in: end, fileSize: size) {
    case .none: return .absent
    case .damaged: return .broken
    case .whole(let trailer): return try Digest.of(file, count: trailer.length) == trailer.digest ? .intact : .broken
    }
  }

  /// Whether a file's bytes contradict its seal; of one that has been let pass (``FileAdmission``) that is known, and it is
  /// not read again.
  ///
  /// - Throws: as ``seal(of:)``.
  public static func isBroken(_ path: String) throws(HDF5Error) -> Bool {
    if let known = FileAdmission.knownSeal(of: path) { return known == .broken }
    return try seal(of: path) == .broken
  }

  /// Adds a trailer to a finished file that is open for reading and writing.
  static func addSeal(to file: Descriptor) throws(HDF5Error) {
    let size = try file.size
    let trailer = SealTrailer(length: size, digest: try Digest.of(file, count: size))
    try file.write(trailer.bytes, at: size)
  }

  private static func bytes(of path: String) throws(HDF5Error) -> Descriptor {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    return try Descriptor(opening: path, operation: "read the file", at: Place(file: FileContext(path: path)))
  }
}
