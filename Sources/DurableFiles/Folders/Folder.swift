internal import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that is open.
///
/// Whatever is done in it is done in the very folder that was opened, wherever its path leads meanwhile, and to the names
/// in it themselves. A symbolic link among them is read through; what is written takes its place, and what it leads to is
/// left alone.
public final class Folder: Sendable {
  /// What a name in a folder stands for, where it is not followed.
  public enum Entry: Sendable {
    case file, folder, link, other
  }

  /// The path under which it was opened.
  public let path: String
  let descriptor: Descriptor

  /// Opens a folder, through symbolic links.
  ///
  /// - Throws: ``FileError`` if there is none, or it cannot be read.
  public convenience init(_ path: String) throws(FileError) {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    try self.init(FilePath(path), named: path, operation: "open the folder", path)
  }

  init(_ location: FilePath, named path: String, operation: String, _ place: String) throws(FileError) {
    self.path = path
    let number = location.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    descriptor = try Descriptor(number, operation: operation, place)
  }

  /// Opens a folder in a folder, which has to be one itself and no link to one.
  ///
  /// - Throws: ``FileError`` if there is none of that name, or it cannot be read.
  public init(_ name: String, in parent: Folder) throws(FileError) {
    Self.require(name)
    path = FilePath(parent.path).appending(name).string
    let number = openat(parent.descriptor.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    // The system's word for a link that is not to be followed is as good as a riddle.
    if number < 0, parent.entry(name) == .link {
      throw FileError("open the folder", path, reason: "it is a symbolic link")
    }
    descriptor = try Descriptor(number, operation: "open the folder", path)
  }

  /// Makes a folder in this one.
  ///
  /// - Returns: whether there was nothing of that name before.
  /// - Throws: ``FileError`` if it cannot be made.
  public func makeFolder(_ name: String) throws(FileError) -> Bool {
    Self.require(name)
    if mkdirat(descriptor.number, name, 0o777) == 0 { return true }
    guard errno == EEXIST else { throw failure("make the folder", name) }
    return false
  }

  /// What there is under a name; nil where there is nothing.
  public func entry(_ name: String) -> Entry? {
    Self.require(name)
    var status = stat()
    guard fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// The names of all that is in the folder, as far as they are UTF-8.
  public var names: [String] {
    entries.compactMap { String(validating: $0, as: UTF8.self) }.filter { $0 != "." && $0 != ".." }
  }

  /// The names of all that is in the folder, in bytes.
  private var entries: [[UInt8]] {
    let number = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0, let stream = fdopendir(number) else { return [] }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      withUnsafeBytes(of: &entry.pointee.d_name) { names.append(Array($0.prefix { $0 != 0 })) }
    }
    return names
  }

  /// The bytes of a file, to which a link may lead; nil where there is nothing of that name.
  ///
  /// - Throws: ``FileError`` if it is no regular file, has more than `limit` bytes, or cannot be read.
  public func read(_ name: String, atMost limit: Int) throws(FileError) -> [UInt8]? {
    Self.require(name)
    let place = place(name)
    // Without waiting, as opening a named pipe would.
    let number = openat(descriptor.number, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if number < 0, errno == ENOENT { return nil }
    let file = try Descriptor(number, operation: "read the file", place)
    guard try file.isRegular else {
      throw FileError("read the file", place, reason: "it is not a regular file", code: .notRegular)
    }
    let size = try file.size
    guard size <= limit else {
      throw FileError("read the file", place, reason: "it has \(size) bytes, more than \(limit)", code: .tooLarge)
    }
    var bytes: [UInt8] = []
    try file.read(into: &bytes, at: 0, count: size)
    return bytes
  }

  /// Appends to a file that is there, and no link.
  ///
  /// - Throws: ``FileError`` if it is none, or cannot be written.
  public func append(_ bytes: [UInt8], to name: String) throws(FileError) {
    Self.require(name)
    let number = openat(descriptor.number, name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    let file = try Descriptor(number, operation: "write the file", place(name))
    guard try file.isRegular else {
      throw FileError("write the file", place(name), reason: "it is not a regular file", code: .notRegular)
    }
    try file.append(bytes)
  }

  /// Gives a file a second name, in place of a file or link that has it, or copies it there where the file system knows no
  /// second names.
  ///
  /// - Throws: ``FileError`` if that fails, because a folder has the name for instance.
  public func keep(_ name: String, as other: String) throws(FileError) {
    Self.require(name)
    try remove(other)
    if linkat(descriptor.number, name, descriptor.number, other, 0) == 0 { return }
    let number = openat(descriptor.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    try FileTarget(other, in: self).write(copyOf: try Descriptor(number, operation: "read the file", place(name)))
  }

  /// Removes a file or a link, if there is one; never a folder.
  ///
  /// - Throws: ``FileError`` if that fails.
  public func remove(_ name: String) throws(FileError) {
    Self.require(name)
    guard unlinkat(descriptor.number, name, 0) == 0 || errno == ENOENT else { throw failure("remove the file", name) }
  }

  /// Removes what killed writers of this program have left on the way to names, `.NAME.XXXXXXXX.partial`: regular files
  /// that nobody is writing any more.
  ///
  /// - Parameter isMeant: says of a name whether what is left on the way to it is to be removed.
  public func removeLeftovers(of isMeant: (String) -> Bool) {
    for name in names {
      guard let target = TemporaryFile.target(of: name), isMeant(target) else { continue }
      let number = openat(descriptor.number, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard number >= 0 else { continue }
      defer { FileSystem.close(number) }
      var status = stat()
      guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if flock(number, LOCK_EX | LOCK_NB) == 0 { unlinkat(descriptor.number, name, 0) }
    }
  }

  /// Takes the right to work in the folder, which one ``Folder`` has at a time, in any process, and until its end.
  ///
  /// - Returns: whether it is free. Where the file system knows no locks, nobody is kept out.
  public func lock() -> Bool { flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK }

  /// Whether its path still leads to it.
  public var isInPlace: Bool {
    var (here, there) = (stat(), stat())
    return fstat(descriptor.number, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev
      && here.st_ino == there.st_ino
  }

  /// A name in a folder leads nowhere else.
  static func require(_ name: String) {
    precondition(
      !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0) && !name.utf8.contains(UInt8(ascii: "/")),
      "'\(name)' is no name in a folder")
  }

  private func place(_ name: String) -> String { FilePath(path).appending(name).string }

  private func failure(_ operation: String, _ name: String) -> FileError {
    FileSystem.failure(operation, place(name))
  }
}

extension Folder {
  /// Opens a folder, and makes it first if it is not there, with the folders that lead to it.
  ///
  /// - Throws: ``FileError`` if it cannot be made or opened.
  public static func making(_ path: String) throws(FileError) -> Folder {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    let location = FilePath(path)
    var made = FilePath(root: location.root, [FilePath.Component]())
    for component in location.components {
      made.append(component)
      // What is there already, and what cannot be made, shows when the folder is opened.
      let outcome = made.withPlatformString { mkdir($0, 0o777) }
      guard outcome == 0 || [EEXIST, EISDIR, EROFS].contains(errno) else {
        throw FileSystem.failure("make the folder", path)
      }
    }
    return try Folder(path)
  }
}
