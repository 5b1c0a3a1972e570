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
  /// - Throws: ``FileError`` if it cannot be read, or has become shorter.
  package init(of file: Descriptor, size: Int, path: String) throws(FileError) {
    Self.observer?.note(path)
    let finding = try ChecksumTrailer.find(in: file, size: size)
    let hash = SHA256()
    guard case .whole(let trailer) = finding else {
      try Self.add(file, 0..<size, to: hash)
      (digest, checksum) = (hash.digest, finding == .none ? .absent : .broken)
      return
    }
    try Self.add(file, 0..<trailer.length, to: hash)
    checksum = hash.digest == trailer.digest ? .intact : .broken
    try Self.add(file, trailer.length..<size, to: hash)
    digest = hash.digest
  }

  /// Adds a checksum to a finished file that is open for reading and writing.
  ///
  /// - Returns: the sums of the file with its checksum.
  package init(addingChecksumTo file: Descriptor) throws(FileError) {
    let size = try file.size
    let hash = SHA256()
    try Self.add(file, 0..<size, to: hash)
    let trailer = ChecksumTrailer(length: size, digest: hash.digest)
    try file.write(trailer.bytes, at: size)
    hash.update(trailer.bytes)
    (digest, checksum) = (hash.digest, .intact)
  }

  private static func add(_ file: Descriptor, _ range: Range<Int>, to hash: SHA256) throws(FileError) {
    var piece: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      try file.read(into: &piece, at: position, count: min(pieceSize, range.upperBound - position))
      hash.update(piece)
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
