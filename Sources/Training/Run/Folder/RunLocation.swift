internal import Foundation
internal import DurableFiles
internal import SystemPackage

/// Where a run is that is to go on: a run folder, or one of its checkpoints, or a checkpoint on its own.
public struct RunLocation: Sendable {
  /// The checkpoint from which it goes on.
  public let checkpoint: String
  /// The run folder; nil for a checkpoint that lies in none.
  public let folder: String?

  /// The run that a path stands for.
  ///
  /// - Throws: ``TrainingError`` if there is nothing at the path.
  public init(_ path: String) throws(TrainingError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TrainingError(
        .missing, "there is no run folder and no checkpoint at \(path.isEmpty ? "'', which is no path" : path)")
    }
    let location = FilePath(path)
    if isFolder.boolValue {
      folder = location.string
      checkpoint = location.appending(RunFolder.checkpointName).string
    } else {
      checkpoint = path
      let candidate = Self.parent(of: location)
      let isRun = ["config.yaml", "log.jsonl"].allSatisfy {
        CheckpointSource.isThere(candidate.appending($0).string)
      }
      folder = isRun ? candidate.string : nil
    }
  }

  /// The folder in which a file lies.
  static func parent(of location: FilePath) -> FilePath {
    let parent = location.removingLastComponent()
    return parent.isEmpty ? "." : parent
  }

  /// Reads something of the checkpoint; where that is damaged or missing, the error says which older one is whole.
  public func reading<Result>(_ body: (String) throws -> Result) throws -> Result {
    do {
      return try body(checkpoint)
    } catch let error as TrainingError where error.kind == .data || error.kind == .missing {
      throw TrainingError(error.kind, "\(error)\(try remedy(for: error))")
    }
  }

  private func remedy(for error: TrainingError) throws -> String {
    guard let folder, let open = try? Folder(folder) else { return "" }
    let kept = KeptCheckpoints(in: open)
    for step in kept.steps.reversed() where kept.path(of: step) != checkpoint {
      // One without its checksum may be damaged too, and then had better not be opened. The checksum alone proves little, so that
      // it is opened: where unknown files are expected, after somebody has looked at it (`FileAdmission`).
      guard let file = try? OpenedFile(kept.path(of: step)), (try? file.checksum) == .intact,
        case .success(let admitted) = try file.admission()
      else { continue }
      if (try? CheckpointFile(admitted)) != nil {
        return "; an older one is whole: recur resume \(kept.path(of: step))"
      }
    }
    return error.kind == .missing && !CheckpointSource.isThere(checkpoint)
      ? "; a run that ended before its first begins anew: recur train --config \(folder)/config.yaml --run-folder NEW"
      : ""
  }
}
