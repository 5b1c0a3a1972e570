internal import Foundation
internal import HDF5

/// The data file that a run is trained on, as a checkpoint remembers it.
public struct DataFileRecord: Codable, Sendable, Equatable {
  /// Where it was.
  public let path: String
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  public let sha256: String

  /// A record from its parts.
  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }

  /// The record of a file as it is now.
  ///
  /// - Throws: ``TrainingError`` if it is missing or cannot be read.
  public init(of path: String) throws(TrainingError) {
    do {
      self.init(path: path, sha256: try File.digest(of: path))
    } catch {
      throw TrainingError(FileManager.default.fileExists(atPath: path) ? .data : .missing, "\(error)")
    }
  }

  /// Makes sure that a file, wherever it lies now, holds the bytes that were recorded.
  ///
  /// - Throws: ``TrainingError`` if it does not.
  public func requireSameBytes(in found: DataFileRecord) throws(TrainingError) {
    guard found.sha256 == sha256 else {
      throw TrainingError(
        .data,
        "\(found.path) is not the data file of this run: its SHA-256 should be \(sha256), it is \(found.sha256)")
    }
  }
}
