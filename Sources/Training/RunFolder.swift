internal import Foundation

/// The folder of a run: `config.yaml`, `log.jsonl`, `checkpoint.h5`, `summary.json`.
public struct RunFolder: Sendable {
  /// Where it is.
  public let path: String

  private static let files = ["config.yaml", "log.jsonl", "checkpoint.h5", "summary.json"]

  /// Makes the folder of a run.
  ///
  /// Without a path of its own a run gets `runs/TASK-LENGTH-seed-SEED`, with a number behind it if that is taken, by a
  /// run that starts at the same moment too.
  ///
  /// - Throws: ``TrainingError`` if the folder named already holds a file of a run, or cannot be made.
  public init(for configuration: ExperimentConfiguration) throws(TrainingError) {
    if let chosen = configuration.runFolder {
      path = try Self.make(chosen)
    } else {
      path = try Self.makeFresh("runs/\(configuration.task)-\(configuration.length)-seed-\(configuration.seed)")
    }
    try write(configuration.layer.yaml, to: "config.yaml")
    try write("", to: "log.jsonl")
  }

  /// Makes a folder that the user has named, or takes it as it is.
  private static func make(_ path: String) throws(TrainingError) -> String {
    guard !path.isEmpty else { throw TrainingError(.usage, "--run-folder should be a path, got ''") }
    if let found = files.first(where: { FileManager.default.fileExists(atPath: "\(path)/\($0)") }) {
      throw TrainingError(.writing, "\(path) already holds a run (\(found)); name another --run-folder, or remove it")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.writing, "the run folder \(path) cannot be made: \(error.localizedDescription)")
    }
    return path
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

  /// Appends a step to the log.
  public func append(_ row: HistoryRow) throws(TrainingError) {
    do {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/log.jsonl"))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data((try JSONText.line(row) + "\n").utf8))
      try handle.close()
    } catch {
      throw TrainingError(.writing, "\(path)/log.jsonl cannot be written: \(error.localizedDescription)")
    }
  }

  /// Writes the end of the run.
  public func write(_ summary: RunSummary) throws(TrainingError) {
    do {
      try write(try JSONText.pretty(summary) + "\n", to: "summary.json")
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError(.writing, "\(path)/summary.json cannot be written: \(error.localizedDescription)")
    }
  }

  private func write(_ text: String, to name: String) throws(TrainingError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name), options: .atomic)
    } catch {
      throw TrainingError(.writing, "\(path)/\(name) cannot be written: \(error.localizedDescription)")
    }
  }
}
