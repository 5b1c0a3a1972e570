public import DurableFiles

extension File {
  /// Writes a whole new file in place of the one at `path`, if there is one.
  ///
  /// The new file grows in memory or under a temporary name in the same folder. When `body` has returned it is brought
  /// to the disk; only then it takes the name, in one step. A reader never sees half a file, and a crash at any instant
  /// leaves the previous file whole. What a crash can leave is the temporary file, `.NAME.XXXXXXXX.partial`; the next
  /// replacement of the same file removes it, which a lock keeps it from while the writer lives. Where `path` is a
  /// symbolic link, the file it leads to is replaced. The new file has the permissions of the old from the beginning.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - buffering: where the file grows; in memory unless it is too large for that, or sizes of files are limited: libhdf5
  ///     does not survive a file in memory that must not grow, while room on the disk is taken before it writes.
  ///   - isChecksummed: whether the file ends with a checksum, by which damage is noticed before libhdf5 meets it.
  ///   - body: writes the content; it need neither flush nor close. The file and its objects end with it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, or ``HDF5Error`` if the file cannot be stored (a read-only or vanished folder, a
  ///   full disk). The previous file is then as it was, and the temporary one is gone. Only where bringing the folder's
  ///   entries to the disk fails, at the very end, the new file is in place already.
  @discardableResult
  public static func replacing<Result>(
    _ path: String, mayReplace: Bool = true, growing buffering: FileBuffering = .memory,
    checksummed isChecksummed: Bool = false, body: (File) throws -> Result
  ) throws -> Result {
    try replacing(
      try FileTarget(path, mayReplace: mayReplace), growing: buffering, checksummed: isChecksummed, body: body)
  }

  /// Writes a whole new file that takes a name in an open folder, as ``replacing(_:mayReplace:growing:checksummed:body:)`` does.
  @discardableResult
  public static func replacing<Result>(
    _ target: FileTarget, growing buffering: FileBuffering = .memory, checksummed isChecksummed: Bool = false,
    body: (File) throws -> Result
  ) throws -> Result {
    let place = Place(file: FileContext(path: target.path))
    switch FileSystem.limitsSizes ? .disk : buffering {
    case .memory:
      let memory = try FileSystem.memoryFile(operation: storing, target.path)
      let result = try fill(memory, at: place, body)
      let sums = isChecksummed ? try FileSums(addingChecksumTo: memory) : nil
      let temporary = try TemporaryFile(for: target, operation: storing)
      try temporary.removingOnFailure { () throws(FileError) in
        try temporary.copy(memory)
        try temporary.take()
      }
      FileAdmission.vouch(for: temporary.descriptor, sums)
      try target.synchronizeFolder()
      return result
    case .disk:
      let temporary = try TemporaryFile(for: target, operation: storing)
      let result = try temporary.removingOnFailure {
        let result = try fill(temporary, at: place, body)
        let sums = isChecksummed ? try FileSums(addingChecksumTo: temporary.descriptor) : nil
        try temporary.take()
        FileAdmission.vouch(for: temporary.descriptor, sums)
        return result
      }
      try target.synchronizeFolder()
      return result
    }
  }

  /// Lets `body` fill a file in memory, and closes it.
  private static func fill<Result>(
    _ memory: Descriptor, at place: Place, _ body: (File) throws -> Result
  ) throws -> Result {
    guard let path = memory.location else { preconditionFailure("a file in memory is found by its descriptor") }
    return try finish(try create(at: path, .truncating, isNameless: true, context: place.file), body)
  }

  /// Lets `body` fill a file on the disk, which has room for all that libhdf5 is asked to write, and closes it.
  private static func fill<Result>(
    _ temporary: TemporaryFile, at place: Place, _ body: (File) throws -> Result
  ) throws -> Result {
    let reserve = try SpaceReserve(temporary.descriptor, operation: storing, place.file.path)
    // Where libhdf5 insists on a lock of its own, ours would be in its way; its lock serves as well meanwhile.
    if !LibraryLock.isOurs { temporary.unlock() }
    let file = try create(at: temporary.path, .truncating, isLocked: true, context: place.file)
    do throws(HDF5Error) { try file.handle.reserve(0, of: reserve, operation: storing, at: place) } catch {
      Funnel.giveUp(place.file, because: error)
      throw error
    }
    place.file.draw(on: reserve)
    defer { place.file.draw(on: nil) }
    let result = try finish(file, body)
    temporary.lock()
    try reserve.release()
    return result
  }

  private static func finish<Result>(_ file: File, _ body: (File) throws -> Result) throws -> Result {
    do {
      let result = try body(file)
      try file.flush()
      try file.close()
      return result
    } catch {
      try? file.close()
      throw error
    }
  }

  private static var storing: String { FileTarget.operation }
}

/// Where a file grows before it takes its name; see ``File/replacing(_:mayReplace:growing:checksummed:body:)``.
public enum FileBuffering: Sendable {
  /// In memory, from where the finished file is copied to the disk; Linux only.
  case memory

  /// On the disk, for files larger than memory.
  ///
  /// libhdf5 1.10 does not survive every write that the operating system refuses. So room for whatever an operation may
  /// write is taken on the disk before the library is asked, and a disk that is full, or a limit on the length of files,
  /// is an error like any other. That takes up to 32 MiB more than the file needs, until it is finished, and half a MiB
  /// more than it needs where no more is left.
  ///
  /// What remains: where the file system cannot set room aside (NFS before version 4.2, some network and user-space file
  /// systems) the free space is looked up instead, and other programs may take it meanwhile; a disk that fails, and does
  /// not merely fill up, may end the program. The previous file is whole even then.
  case disk
}
