import Foundation
package import HDF5
import SequenceData
import Training

/// Decides whether a file may be opened: libhdf5 crashes or hangs on some damaged files.
///
/// Every file that this process has not written itself is first read through, completely, by a child process with limits
/// on memory and time, where a crash does no harm. A seal tells of accidents; it is no proof of where a file comes from.
package enum FileGuard {
  /// Sees to it that libhdf5 opens no file in this process that has not been admitted, on whatever way it is reached.
  package static func stand() { FileAdmission.demand { try admit($0) } }

  /// Lets a file pass, or says what is wrong with it and what of it can still be read.
  ///
  /// - Returns: what its seal says.
  /// - Throws: `TrainingError` if it is missing or damaged or no HDF5 file; `CommandError` if the child was interrupted.
  @discardableResult
  package static func admit(_ path: String) throws -> Seal {
    let size = try requireFile(path)
    return try FileAdmission.remembering(path) { try look(at: path, size: size) }
  }

  private static func look(at path: String, size: Int) throws -> Seal {
    var known: Seal?
    func find() throws(TrainingError) -> Seal {
      if let known { return known }
      do throws(HDF5Error) {
        let found = try File.seal(of: path)
        known = found
        return found
      } catch {
        throw TrainingError(.missing, "\(path) cannot be read: \(error.reason)")
      }
    }
    if try !hasSignature(path, size: size), try find() == .absent {
      throw TrainingError(.data, try refusal(of: path))
    }
    // The digest is computed while the child reads.
    let report = try FileSurvey.run(path, size: size) { _ = try find() }
    let seal = try find()
    // Whoever writes a file marks that in its bytes, so that its seal is broken then, and nothing else need be wrong.
    if report.isOpenElsewhere, let reason = report.refusal {
      throw TrainingError(.data, "\(path) cannot be read now: \(reason)")
    }
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
    (try? InputFile(path, as: "a file", refusingPipes: "its bytes are read once").start(signature.count)) == signature
  }

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Whether the file has HDF5's signature: at its start, or behind a user block of 512, 1024, 2048, ... bytes.
  private static func hasSignature(_ path: String, size: Int) throws -> Bool {
    let file = try InputFile(path, as: "an HDF5 file", refusingPipes: "it is read in any order")
    var place = 0
    while place < size {
      if try file.start(signature.count, at: place) == signature { return true }
      place = place == 0 ? 512 : 2 * place
    }
    return false
  }

  /// What is to be said of a file that is no HDF5 file: what it is instead, and what makes one of it.
  private static func refusal(of path: String) throws -> String {
    let file = try InputFile(path, as: "an HDF5 file", refusingPipes: "it is read in any order")
    let kind = FileKind(start: try file.start(FileKind.startLength), path: path)
    return "\(path) should be an HDF5 file, \(kind.words); \(kind.wayToSequences(path))"
  }
}
