import Synchronization

/// What one pass over all bytes of a file tells.
package struct FileSums: Sendable, Equatable {
  /// The SHA-256 of all bytes.
  package let digest: [UInt8]
  /// What the checksum says.
  package let checksum: ChecksumStatus

  private static let pieceSize = 1 << 20

  /// Told of each pass over a file, by its path: tests count them.
  @TaskLocal package static var observer: Observer?

  /// Who is told of passes: a type of its own, since release builds crash on a task-local function (Swift 6.3).
  package struct Observer: Sendable {
    fileprivate let note: @Sendable (String) -> Void

    package init(_ note: @escaping @Sendable (String) -> Void) { self.note = note }
  }

  /// Sums that are known.
  init(digest: [UInt8], checksum: ChecksumStatus) { (self.digest, self.checksum) = (digest, checksum) }

  /// Reads a file through, in pieces of 1 MiB.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - size: its length.
  ///   - path: what an observer is told.
  ///   - each: shown every piece, in order, and where in the file it begins.
  /// - Throws: ``FileError`` if it cannot be read, or has become shorter; what `each` throws.
  package init(
    of file: Descriptor, size: Int, path: String,
    each: (_ piece: [UInt8], _ position: Int) throws(FileError) -> Void = { _, _ in }
  ) throws(FileError) {
    Self.observer?.note(path)
    let finding = try ChecksumTrailer.find(in: file, size: size)
    let hash = SHA256()
    func add(_ range: Range<Int>) throws(FileError) {
      try Self.read(file, range) { (piece, position) throws(FileError) in
        hash.update(piece)
        try each(piece, position)
      }
    }
    guard case .whole(let trailer) = finding else {
      try add(0..<size)
      (digest, checksum) = (hash.digest, finding == .none ? .absent : .broken)
      return
    }
    try add(0..<trailer.length)
    checksum = hash.digest == trailer.digest ? .intact : .broken
    try add(trailer.length..<size)
    digest = hash.digest
  }

  /// Adds a checksum to a finished file that is open for reading and writing.
  ///
  /// - Returns: the sums of the file with its checksum.
  package init(addingChecksumTo file: Descriptor) throws(FileError) {
    let size = try file.size
    let hash = SHA256()
    try Self.read(file, 0..<size) { (piece, _) throws(FileError) in hash.update(piece) }
    let trailer = ChecksumTrailer(length: size, digest: hash.digest)
    try file.write(trailer.bytes, at: size)
    hash.update(trailer.bytes)
    (digest, checksum) = (hash.digest, .intact)
  }

  /// Shows some bytes of a file in pieces of 1 MiB, in order, each with its place in the file.
  static func read(
    _ file: Descriptor, _ range: Range<Int>, each: (_ piece: [UInt8], _ position: Int) throws(FileError) -> Void
  ) throws(FileError) {
    var piece: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      try file.read(into: &piece, at: position, count: min(pieceSize, range.upperBound - position))
      try each(piece, position)
      position += piece.count
    }
  }
}

/// The sums of a version of a file, found out when somebody asks and then remembered.
final class KnownSums: Sendable {
  private let known: Mutex<FileSums?>

  init(_ sums: FileSums? = nil) { known = Mutex(sums) }

  /// The sums; `find` is asked for them once. Who asks at the same time waits.
  func value(_ find: () throws(FileError) -> FileSums) throws(FileError) -> FileSums {
    // A closure that throws a typed error does not pass through withLock of Mutex as such.
    let result = known.withLock { known -> Result<FileSums, FileError> in
      if let known { return .success(known) }
      do throws(FileError) {
        let found = try find()
        known = found
        return .success(found)
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}
