package import DurableFiles
import Foundation
import HDF5
import SequenceData
import Training

/// Decides whether a file may be opened: libhdf5 crashes or hangs on some damaged files.
///
/// Every file that this process has not written itself is first read through, completely, by a child process with limits
/// on memory and time, where a crash does no harm. It reads the very file that is open here. A checksum tells of accidents; it
/// is no proof of where a file comes from.
package enum FileGuard {
  /// Sees to it that libhdf5 opens no file in this process that has not been admitted, on whatever way it is reached.
  package static func stand() { FileAdmission.demand { try look(at: $0) } }

  /// Opens a file and lets it pass, or says what is wrong with it and what of it can still be read.
  ///
  /// - Throws: `TrainingError` if it is missing or damaged or no HDF5 file; `CommandError` if the child was interrupted.
  @discardableResult
  package static func admit(_ path: String) throws -> AdmittedFile {
    try requireFile(path)
    do { return try FileAdmission.admit(path) } catch let error as FileError { throw unreadable(path, error) }
  }

  private static func look(at file: OpenedFile) throws {
    let path = file.path
    guard file.size > 0 else { throw TrainingError(.data, "\(path) should be an HDF5 file, it is empty") }
    do {
      if try !hasSignature(file), try file.checksum == .absent { throw TrainingError(.data, try refusal(of: file)) }
      // The digest is computed while the child reads, and collections of texts are looked at in the same pass.
      var heaps = try GlobalHeaps(of: file)
      let report = try SandboxedRead.run(file) {
        try file.readThrough { (piece, position) throws(FileError) in try heaps.look(at: piece, position) }
      }
      let checksum = try file.checksum
      // Whoever writes a file marks that in its bytes, so that its checksum is broken then, and nothing else need be wrong.
      if report.isOpenElsewhere, let reason = report.refusal {
        throw TrainingError(.data, "\(path) cannot be read now: \(reason)")
      }
      if checksum == .broken {
        let remains = report.remains.map { "; \($0), if with wrong values" } ?? ""
        throw TrainingError(
          .data,
          "\(path) is damaged: its checksum does not match\(report.damage.map { ", \($0)" } ?? "")\(remains)"
        )
      }
      // What has gone well by chance in the child need not go well in this process.
      if report.isWhole, let fault = heaps.fault { throw TrainingError(.data, "\(path) is damaged: \(fault)") }
      guard let damage = report.damage else { return }
      let remains = report.remains.map { "; \($0)" } ?? ""
      throw TrainingError(.data, "\(path) is damaged: \(damage)\(remains)")
    } catch let error as FileError { throw unreadable(path, error) }
  }

  /// Makes sure that there is a regular file with something in it.
  private static func requireFile(_ path: String) throws(TrainingError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = errno == ENOENT ? "" : " (\(String(cString: strerror(errno))))"
      throw TrainingError(.missing, "there is no file \(path)\(reason)")
    }
    let kinds: [mode_t: String] = [
      S_IFDIR: "a folder", S_IFIFO: "a named pipe", S_IFSOCK: "a socket", S_IFCHR: "a device", S_IFBLK: "a device",
    ]
    if let kind = kinds[status.st_mode & S_IFMT] {
      throw TrainingError(.data, "\(path) should be an HDF5 file, it is \(kind)")
    }
    guard status.st_size > 0 else { throw TrainingError(.data, "\(path) should be an HDF5 file, it is empty") }
  }

  private static func unreadable(_ path: String, _ error: FileError) -> TrainingError {
    TrainingError(.missing, "\(path) cannot be read: \(error.reason)")
  }

  /// Whether there is a file at a path that begins as HDF5 files do; whatever else it is.
  static func isHDF5(_ path: String) -> Bool {
    guard let file = try? OpenedFile(path) else { return false }
    return (try? FileKind(start: file.bytes(at: 0, count: FileKind.startLength), path: path)) == .hdf5
  }

  /// Whether the file has HDF5's signature: at its start, or behind a user block of 512, 1024, 2048, ... bytes.
  private static func hasSignature(_ file: OpenedFile) throws(FileError) -> Bool {
    var place = 0
    while place < file.size {
      let start = try file.bytes(at: place, count: FileKind.startLength)
      if FileKind(start: start, path: file.path) == .hdf5 { return true }
      place = place == 0 ? 512 : 2 * place
    }
    return false
  }

  /// What is to be said of a file that is no HDF5 file: what it is instead, and what makes one of it.
  private static func refusal(of file: OpenedFile) throws(FileError) -> String {
    let kind = FileKind(start: try file.bytes(at: 0, count: FileKind.startLength), path: file.path)
    return "\(file.path) should be an HDF5 file, \(kind.words); \(kind.wayToSequences(file.path))"
  }
}
