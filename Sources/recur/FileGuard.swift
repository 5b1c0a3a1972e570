import ArgumentParser
import Foundation
import HDF5
import Training

/// Decides whether a file may be opened: libhdf5 crashes or hangs on some damaged files.
///
/// A file of this project carries a seal; if it is intact the bytes are those that were written. Any other file is first
/// read through, completely, by a child process with limits on memory and time, where a crash does no harm.
enum FileGuard {
  /// Lets a file pass, or says what is wrong with it and what of it can still be read.
  ///
  /// - Returns: what its seal says.
  /// - Throws: `TrainingError` if it is missing or damaged or no HDF5 file; `ExitCode` if the child was interrupted.
  @discardableResult
  static func admit(_ path: String) throws -> Seal {
    let size = try requireFile(path)
    let seal: Seal
    do {
      seal = try File.seal(of: path)
    } catch {
      throw TrainingError(.missing, "\(path) cannot be read: \(error.reason)")
    }
    if seal == .intact { return seal }
    if seal == .absent { try requireSignature(path, size: size) }
    let report = try FileSurvey.run(path, size: size)
    if seal == .broken {
      let remains = report.remains.map { "; \($0), if with wrong values" } ?? ""
      throw TrainingError(
        .data,
        "\(path) is damaged: its bytes are not those it was sealed with\(report.damage.map { ", \($0)" } ?? "")\(remains)"
      )
    }
    guard let damage = report.damage else { return seal }
    let remains = report.remains.map { "; \($0)" } ?? ""
    throw TrainingError(.data, "\(path) is damaged: \(damage)\(remains)")
  }

  /// Makes sure that there is a regular file with something in it, and returns its length.
  private static func requireFile(_ path: String) throws(TrainingError) -> Int {
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
    guard access(path, R_OK) == 0 else {
      throw TrainingError(.missing, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    return Int(status.st_size)
  }

  /// Whether a file begins as HDF5 files do; whatever else it is.
  static func isHDF5(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: signature.count)) == signature
  }

  private static let signature = Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])

  /// Makes sure that the file has HDF5's signature: at its start, or behind a user block of 512, 1024, 2048, ... bytes.
  private static func requireSignature(_ path: String, size: Int) throws(TrainingError) {
    if let handle = FileHandle(forReadingAtPath: path) {
      defer { try? handle.close() }
      var place = 0
      while place < size {
        try? handle.seek(toOffset: UInt64(place))
        if (try? handle.read(upToCount: signature.count)) == signature { return }
        place = place == 0 ? 512 : 2 * place
      }
    }
    throw TrainingError(.data, "\(path) should be an HDF5 file, it does not begin as one does")
  }
}
