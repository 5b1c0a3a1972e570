internal import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The name that a new file takes when it is whole, in a folder that is held open.
public struct FileTarget: Sendable {
  /// Where the file will be found.
  public let path: String
  let folder: Folder
  let name: String
  let mayReplace: Bool

  /// A path that somebody has named.
  ///
  /// - Parameters:
  ///   - path: the path. Where it is a symbolic link, the file that it leads to is meant.
  ///   - mayReplace: whether the new file may take the place of another; if not, writing fails where there is something by
  ///     then.
  /// - Throws: ``HDF5Error`` if there is no folder to hold it.
  public init(_ path: String, mayReplace: Bool = true) throws(HDF5Error) {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    let place = Place(file: FileContext(path: path))
    let location = mayReplace ? FileSystem.resolved(path) : FilePath(path)
    guard let name = location.lastComponent, name.kind == .regular, path.utf8.last != UInt8(ascii: "/") else {
      throw HDF5Error(Self.operation, at: place, reason: path.isEmpty ? "it has no name" : "it is a folder")
    }
    let parent = location.removingLastComponent()
    self.path = path
    self.name = name.string
    self.mayReplace = mayReplace
    guard FilePath(self.name).lastComponent == name else {
      throw HDF5Error(Self.operation, at: place, reason: "it leads to a name that is not UTF-8")
    }
    folder = try Folder(
      parent.isEmpty ? "." : parent, named: parent.isEmpty ? "." : parent.string, operation: Self.operation, at: place)
  }

  /// A name in a folder: what has it is replaced, and no link is followed.
  public init(_ name: String, in folder: Folder) {
    Folder.require(name)
    path = FilePath(folder.path).appending(name).string
    self.folder = folder
    self.name = name
    mayReplace = true
  }

  /// Writes a file of a few bytes, which is found under its name only when it is whole.
  ///
  /// - Throws: ``HDF5Error`` if that fails; whatever had the name before still has it then.
  public func write(_ bytes: [UInt8]) throws(HDF5Error) {
    try write { (temporary) throws(HDF5Error) in try temporary.descriptor.write(bytes, at: 0) }
  }

  func write(copyOf source: Descriptor) throws(HDF5Error) {
    try write { (temporary) throws(HDF5Error) in try temporary.copy(source) }
  }

  private func write(_ fill: (TemporaryFile) throws(HDF5Error) -> Void) throws(HDF5Error) {
    let place = Place(file: FileContext(path: path))
    let temporary = try TemporaryFile(for: self, operation: Self.operation, at: place)
    try temporary.removingOnFailure { () throws(HDF5Error) in
      try fill(temporary)
      try temporary.take()
    }
    try synchronizeFolder()
  }

  /// Brings the folder's entries to the disk.
  func synchronizeFolder() throws(HDF5Error) {
    guard fsync(folder.descriptor.number) == 0 else {
      throw FileSystem.failure(Self.operation, at: Place(file: FileContext(path: path)))
    }
  }

  /// The status of what has the name, where a new file may take its place.
  var replaced: stat? {
    var status = stat()
    guard mayReplace, fstatat(folder.descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return status
  }

  static var operation: String { "store the file" }
}
