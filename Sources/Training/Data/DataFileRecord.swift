internal import Foundation
public import DurableFiles
internal import SystemPackage

/// The data file that a run is trained on, as a checkpoint remembers it.
public struct DataFileRecord: Codable, Sendable, Equatable {
  /// Where it was, from the root of the file system; from the folder where training began in checkpoints of earlier versions.
  public let path: String
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  public let sha256: String
  /// Where it was, from the run folder: a run that is moved together with its data finds them by that.
  public var pathFromRun: String?

  /// A record from its parts.
  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }

  /// The record of a file as it is now. All of it is read, unless it has been.
  ///
  /// - Throws: ``TrainingError`` if it cannot be read.
  public init(of file: AdmittedFile) throws(TrainingError) { try self.init(of: file.opened, at: file.path) }

  /// The record of a file that was opened at a path.
  init(of file: OpenedFile, at path: String) throws(TrainingError) {
    do { self.init(path: AbsolutePath.of(path), sha256: try file.digest) } catch {
      throw TrainingError(.data, "\(error)")
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

  /// Where the file may be now that a run folder is at a place: where it was, and where it would be if it had been moved
  /// with the run.
  func candidates(for run: FilePath) -> [String] {
    let stored = FilePath(path)
    var places = [stored]
    if let pathFromRun { places.append(run.pushing(FilePath(pathFromRun))) }
    if stored.isRelative {
      // Training began in a folder that holds the run folder, mostly as runs/NAME.
      for levels in ["", "..", "../.."] { places.append(run.pushing(FilePath(levels)).pushing(stored)) }
    }
    if let name = stored.lastComponent, name.kind == .regular { places.append(run.appending(name)) }
    var texts: [String] = []
    for text in [stored.string] + places.dropFirst().map({ AbsolutePath.tidy($0) }) where !texts.contains(text) {
      texts.append(text)
    }
    return texts
  }
}

extension OpenedFile {
  /// Opens what may be the data file of a run.
  ///
  /// - Throws: ``TrainingError`` if it is missing or cannot be read.
  convenience init(data path: String) throws(TrainingError) {
    do { try self.init(path, for: "read the file") } catch {
      throw TrainingError(FileManager.default.fileExists(atPath: path) ? .data : .missing, "\(error)")
    }
  }
}
