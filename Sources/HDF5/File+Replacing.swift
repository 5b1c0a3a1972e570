extension File {
  /// Writes a whole new file in place of the one at `path`, if there is one.
  ///
  /// The new file grows in memory or under a temporary name in the same folder. When `body` has returned it is brought
  /// to the disk; only then it takes the name, in one step. A reader never sees half a file, and a crash at any instant
  /// leaves the previous file whole; what a crash can leave is the temporary file, `.NAME.XXXXXXXX.partial`. Where
  /// `path` is a symbolic link, the file it leads to is replaced. The new file takes over the permissions of the old.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - buffering: where the file grows; in memory unless it is too large for that, since only there a full disk is
  ///     met without libhdf5.
  ///   - body: writes the content; it need neither flush nor close. The file and its objects end with it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, or ``HDF5Error`` if the file cannot be stored (a read-only or vanished folder, a
  ///   full disk). The previous file is then as it was, and the temporary one is gone. Only where bringing the folder's
  ///   entries to the disk fails, at the very end, the new file is in place already.
  @discardableResult
  public static func replacing<Result>(
    _ path: String, growing buffering: FileBuffering = .memory, body: (File) throws -> Result
  ) throws -> Result {
    let target = FileSystem.resolved(path)
    let (folder, name) = FileSystem.split(target)
    let suffix = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
    let temporary = "\(folder)/.\(name).\(suffix).partial"
    let context = FileContext(path: path)
    let place = Place(file: context)

    let memory = buffering == .memory ? try FileSystem.memoryFile(operation: storing, at: place) : nil
    defer { if let memory { FileSystem.close(memory) } }
    let file =
      if let memory {
        try create(at: "/proc/self/fd/\(memory)", .truncating, isNameless: true, context: context)
      } else {
        try create(at: temporary, .exclusive, context: context)
      }
    let result: Result
    do {
      result = try body(file)
      try file.flush()
      try file.close()
      if let memory { try FileSystem.copy(memory, to: temporary, operation: storing, at: place) }
      try FileSystem.synchronize(temporary, operation: storing, at: place)
      FileSystem.copyPermissions(from: target, to: temporary)
      try FileSystem.move(temporary, to: target, operation: storing, at: place)
    } catch {
      try? file.close()
      FileSystem.remove(temporary)
      throw error
    }
    try FileSystem.synchronize(folder, operation: storing, at: place)
    return result
  }

  private static var storing: String { "store the file" }
}
