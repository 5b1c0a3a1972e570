extension File {
  /// Writes a whole new file in place of the one at `path`, if there is one.
  ///
  /// The new file grows under a temporary name in the same folder. When `body` has returned it is closed and brought
  /// to the disk; only then it takes the name, in one step. A reader never sees half a file, and a crash at any instant
  /// leaves the previous file whole; what a crash does leave is the temporary file, `.NAME.XXXXXXXX.partial`. Where
  /// `path` is a symbolic link, the file it leads to is replaced. The new file takes over the permissions of the old.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - body: writes the content; it need neither flush nor close. The file and its objects end with it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, or ``HDF5Error`` if the file cannot be stored (a read-only or vanished folder, a full
  ///   disk). The previous file is then as it was, and the temporary one is gone.
  @discardableResult
  public static func replacing<Result>(_ path: String, body: (File) throws -> Result) throws -> Result {
    let target = FileSystem.resolved(path)
    let (folder, name) = FileSystem.split(target)
    let suffix = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
    let temporary = "\(folder)/.\(name).\(suffix).partial"
    let context = FileContext(path: path)
    let place = Place(file: context, object: nil)

    let file = try create(at: temporary, .exclusive, context: context)
    let result: Result
    do {
      result = try body(file)
      try file.flush()
      try file.close()
      try FileSystem.synchronize(temporary, operation: "store the file", at: place)
      FileSystem.copyPermissions(from: target, to: temporary)
      try FileSystem.move(temporary, to: target, operation: "store the file", at: place)
    } catch {
      try? file.close()
      FileSystem.remove(temporary)
      throw error
    }
    try FileSystem.synchronize(folder, operation: "store the file", at: place)
    return result
  }
}
