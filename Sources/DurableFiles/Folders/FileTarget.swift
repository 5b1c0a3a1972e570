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
  /// - Throws: ``FileError`` if there is no folder to hold it.
  public init(_ path: String, mayReplace: Bool = true) throws(FileError) {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    let location = mayReplace ? FileSystem.resolved(path) : FilePath(path)
    guard let name = location.lastComponent, name.kind == .regular, path.utf8.last != UInt8(ascii: "/") else {
      throw FileError(Self.operation, path, reason: path.isEmpty ? "it has no name" : "it is a folder")
    }
    let parent = location.removingLastComponent()
    self.path = path
    self.name = name.string
    self.mayReplace = mayReplace
    guard FilePath(self.name).lastComponent == name else {
      throw FileError(Self.operation, path, reason: "it leads to a name that is not UTF-8")
    }
    folder = try Folder(
      parent.isEmpty ? "." : parent, named: parent.isEmpty ? "." : parent.string, operation: Self.operation, path)
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
  /// - Throws: ``FileError`` if that fails; whatever had the name before still has it then.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try write { (temporary) throws(FileError) in try temporary.descriptor.write(bytes, at: 0) }
  }

  func write(copyOf source: Descriptor) throws(FileError) {
    try write { (temporary) throws(FileError) in try temporary.copy(source) }
  }

  private func write(_ fill: (TemporaryFile) throws(FileError) -> Void) throws(FileError) {
    let temporary = try TemporaryFile(for: self, operation: Self.operation)
    try temporary.removingOnFailure { () throws(FileError) in
      try fill(temporary)
      try temporary.take()
    }
    try synchronizeFolder()
  }

  /// Brings the folder's entries to the disk.
  package func synchronizeFolder() throws(FileError) {
    guard fsync(folder.descriptor.number) == 0 else {
      throw FileSystem.failure(Self.operation, path)
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

  /// What is being done, as sentences have it.
  package static var operation: String { "store the file" }
}
