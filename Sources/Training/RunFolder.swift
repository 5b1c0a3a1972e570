internal import Foundation
internal import RecurrentNetworks

/// The folder of a run: `config.yaml`, `log.jsonl`, `checkpoint.h5`, `summary.json`. One process at a time works in it.
public final class RunFolder {
  /// Where it is.
  public let path: String
  private var lock: FolderLock?

  private static let files = ["config.yaml", "log.jsonl", "checkpoint.h5", "summary.json"]

  /// Makes the folder of a new run.
  ///
  /// Without a path of its own a run gets `runs/TASK-LENGTH-seed-SEED`, one on text `runs/FILE-CELL-seed-SEED`, with a number behind it if that is taken, by a
  /// run that starts at the same moment too.
  ///
  /// - Throws: ``TrainingError`` if the folder named already holds a file of a run, is in use, or cannot be made.
  public init(for configuration: ExperimentConfiguration) throws(TrainingError) {
    if let chosen = configuration.runFolder {
      path = try Self.make(chosen)
    } else {
      let detail = configuration.isText ? configuration.network.cell : String(configuration.length)
      path = try Self.makeFresh("runs/\(configuration.folderName)-\(detail)-seed-\(configuration.seed)")
    }
    lock = try FolderLock(path)
    // Nobody can have begun a run in it since: beginning takes the lock.
    if configuration.runFolder != nil { try Self.requireUnused(path) }
    try write(configuration, [])
  }

  /// Opens the folder of a run that is to go on, and removes what a run that was killed has left half written.
  ///
  /// - Throws: ``TrainingError`` if another process is working in it.
  public init(existing path: String) throws(TrainingError) {
    self.path = path
    lock = try FolderLock(path)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where name.hasPrefix(".") && name.hasSuffix(".partial") {
      let isOurs = (Self.files + ["checkpoint-"]).contains { name.dropFirst().hasPrefix($0) }
      if isOurs { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
    }
  }

  /// Makes a folder that the user has named, or takes it as it is.
  private static func make(_ path: String) throws(TrainingError) -> String {
    guard !path.isEmpty else { throw TrainingError(.usage, "--run-folder should be a path, got ''") }
    try requireUnused(path)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.writing, "the run folder \(path) cannot be made: \(error.localizedDescription)")
    }
    return path
  }

  private static func requireUnused(_ path: String) throws(TrainingError) {
    if let found = files.first(where: { FileManager.default.fileExists(atPath: "\(path)/\($0)") }) {
      throw TrainingError(
        .writing,
        "\(path) already holds a run (\(found)); name another --run-folder, remove it, or go on with recur resume")
    }
  }

  /// Makes a folder that was not there before.
  private static func makeFresh(_ base: String) throws(TrainingError) -> String {
    do {
      let parent = (base as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      var candidate = base
      var number = 2
      while true {
        do {
          try FileManager.default.createDirectory(atPath: candidate, withIntermediateDirectories: false)
          return candidate
        } catch CocoaError.fileWriteFileExists {
          candidate = "\(base)-\(number)"
          number += 1
        }
      }
    } catch {
      throw TrainingError(.writing, "the run folder \(base) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Where the checkpoint is.
  public var checkpoint: String { path + "/checkpoint.h5" }

  /// The older checkpoints.
  var kept: KeptCheckpoints { KeptCheckpoints(in: path) }

  /// Appends a step to the log.
  public func append(_ row: HistoryRow) throws(TrainingError) {
    try SmallFile(path + "/log.jsonl").append(Self.line(row))
  }

  /// Writes `config.yaml` and the whole log, in place of those that are there.
  public func write(_ configuration: ExperimentConfiguration, _ history: [HistoryRow]) throws(TrainingError) {
    try SmallFile(path + "/config.yaml").replace(with: configuration.layer.yaml)
    try SmallFile(path + "/log.jsonl").replace(with: history.map(Self.line).joined())
  }

  /// Writes the end of the run.
  public func write(_ summary: RunSummary) throws(TrainingError) {
    guard let text = try? JSONText.pretty(summary) else { preconditionFailure("a summary can always be written") }
    try SmallFile(path + "/summary.json").replace(with: text + "\n")
  }

  /// Makes the folder anew if it has vanished; returns whether it had.
  func restore() throws(TrainingError) -> Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return false }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.writing, "the run folder \(path) cannot be made: \(error.localizedDescription)")
    }
    lock = try FolderLock(path)
    return true
  }

  private static func line(_ row: HistoryRow) -> String {
    guard let text = try? JSONText.line(row) else { preconditionFailure("a row can always be written") }
    return text + "\n"
  }
}
