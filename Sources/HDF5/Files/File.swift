import CHDF5
public import DurableFiles

/// An HDF5 file that is open.
///
/// Four steps lead through most of the module:
///
/// ```swift
/// // 1. Write a file. It appears under its name only when it is whole.
/// try File.replacing(path) { file in
///   // 2. Put arrays into groups.
///   let train = try file.root.createGroup(named: "train")
///   let values: [Float] = [1, 2, 3, 4, 5, 6]
///   let inputs = try train.createDataset(named: "inputs", values: values, shape: [3, 2], options: .compressed)
///   // 3. Say what they are.
///   try inputs.attributes.set("unit", to: "volt")
/// }
/// // 4. Read all of an array, or a part.
/// let file = try File.open(path)
/// let lastRows = try file.root.dataset("train/inputs").read(as: Float.self, start: [1, 0], count: [2, 2])
/// ```
///
/// Files, groups, datasets and attributes are values that share the open object behind them; it is closed with the last
/// of them. They may be used from several threads; calls into libhdf5 take turns.
///
/// New files use the format of HDF5 1.10, whose structures carry checksums: damage to them is noticed.
public struct File: Sendable {
  /// The path under which the file was opened, or will be found.
  public let path: String

  let handle: Handle
  let place: Place

  init(_ handle: Handle, at place: Place) {
    path = place.file.path
    self.handle = handle
    self.place = place
  }

  /// Creates an empty file.
  ///
  /// - Throws: ``HDF5Error`` if the file exists (where creation is exclusive) or cannot be created.
  public static func create(_ path: String, _ creation: FileCreation = .exclusive) throws(HDF5Error) -> File {
    try create(at: path, creation, context: FileContext(path: path))
  }

  static func create(
    at path: String, _ creation: FileCreation, isNameless: Bool = false, isLocked: Bool = false,
    context: FileContext
  ) throws(HDF5Error) -> File {
    precondition(!path.utf8.contains(0), "a path holds no NUL character")
    let place = Place(file: context)
    let list = try accessList(at: place)
    _ = try Funnel.call("create the file", at: place) {
      H5Pset_libver_bounds(list.id, H5F_LIBVER_V110, H5F_LIBVER_V110)
    }
    if isNameless {
      // The usual driver looks for the real path of a symbolic link, which such a file has none of.
      _ = try Funnel.call("create the file", at: place) { H5Pset_fapl_stdio(list.id) }
    }
    // A file that is going to be emptied is locked before, a new one after.
    let isThere = FileSystem.exists(path)
    func lock() throws(HDF5Error) {
      if isNameless || isLocked { return }
      context.hold(try LibraryLock.take(path, named: context.path, for: .updating, operation: "create the file"))
    }
    if isThere, creation == .truncating { try lock() }
    let handle = try Handle("create the file", at: place) {
      let flags = creation == .exclusive ? chdf5_exclusive() : chdf5_truncate()
      return H5Fcreate(path, flags, hid_t(H5P_DEFAULT), list.id)
    }
    if !isNameless { LibraryLock.keepFromChildren(handle, at: place) }
    if !isThere { try lock() }
    return File(handle, at: place)
  }

  /// Opens a file that exists, once it is admitted (`FileAdmission`); waits up to two seconds for one that another program
  /// holds open for writing.
  ///
  /// - Throws: ``HDF5Error`` if it is missing, not an HDF5 file, truncated, not admitted, or open for writing elsewhere.
  public static func open(_ path: String, for access: FileAccess = .reading) throws(HDF5Error) -> File {
    try open(AdmittedFile(path), for: access)
  }

  /// Opens a file that has been admitted: the very one, wherever its path leads by now.
  ///
  /// - Throws: ``HDF5Error`` if it is not an HDF5 file, truncated, or open for writing elsewhere.
  public static func open(_ file: AdmittedFile, for access: FileAccess = .reading) throws(HDF5Error) -> File {
    let place = Place(file: FileContext(path: file.path))
    let location = file.opened.location
    place.file.hold(try LibraryLock.take(location, named: file.path, for: access, operation: "open the file"))
    let list = try accessList(at: place)
    let isNameless = try file.opened.isNameless
    if isNameless {
      // The usual driver looks for the real path of a symbolic link, which such a file has none of.
      _ = try Funnel.call("open the file", at: place) { H5Pset_fapl_stdio(list.id) }
    }
    let handle = try FileLock.waiting("open the file", file.path) { () throws(HDF5Error) in
      try Handle("open the file", at: place) {
        H5Fopen(location, access == .reading ? chdf5_read_only() : chdf5_read_write(), list.id)
      }
    }
    if !isNameless { LibraryLock.keepFromChildren(handle, at: place) }
    return File(handle, at: place)
  }

  /// The group that holds everything.
  public var root: Group {
    get throws(HDF5Error) {
      let place = Place.root(of: self)
      return Group(try Handle("open the group", at: place) { H5Gopen2(handle.id, "/", hid_t(H5P_DEFAULT)) }, at: place)
    }
  }

  /// The number of objects open in this file through this value and those made from it, the file itself included.
  public var openObjectCount: Int {
    get throws(HDF5Error) {
      try Funnel.call("count the open objects of", at: place) { H5Fget_obj_count(handle.id, chdf5_all_objects()) }
    }
  }

  /// Hands all that has been written to the operating system.
  ///
  /// - Throws: ``HDF5Error`` if that fails, or if an earlier write did after it had been accepted.
  public func flush() throws(HDF5Error) {
    _ = try Funnel.call("flush the file", at: place) { H5Fflush(handle.id, H5F_SCOPE_GLOBAL) }
    try place.file.throwUnheard()
  }

  /// Closes the file and every object of it that is still open; using one of them afterwards throws.
  ///
  /// A file that is let go of without this is closed too, but nobody then hears of a failure.
  ///
  /// - Throws: ``HDF5Error`` if what was written could not be stored, or if the file has been closed before.
  public func close() throws(HDF5Error) {
    defer { place.file.releaseLock() }
    _ = try Funnel.call("close the file", at: place) { H5Fclose(handle.id) }
    try place.file.throwUnheard()
  }

  /// The access properties of all our files: closing a file closes what is open in it, and locking it is our affair
  /// where it can be.
  private static func accessList(at place: Place) throws(HDF5Error) -> Handle {
    let list = try Handle("open the file", at: place) { H5Pcreate(chdf5_file_access_class()) }
    _ = try Funnel.call("open the file", at: place) { H5Pset_fclose_degree(list.id, H5F_CLOSE_STRONG) }
    if LibraryLock.isOurs { _ = try Funnel.call("open the file", at: place) { chdf5_leave_unlocked(list.id) } }
    return list
  }
}

/// What an existing file is opened for.
public enum FileAccess: Sendable {
  /// Reading alone; the file is not changed in any way.
  case reading

  /// Reading and changing it in place, which takes its checksum away. A crash meanwhile can leave it unreadable; see
  /// ``File/replacing(_:mayReplace:growing:checksummed:body:)``.
  case updating
}

/// What happens to an existing file when a new one of that name is created.
public enum FileCreation: Sendable {
  /// Nothing: creation fails.
  case exclusive

  /// It is emptied and overwritten.
  case truncating
}
