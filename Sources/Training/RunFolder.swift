internal import Foundation


/// The folder of a run: `config.yaml`, `log.jsonl`, `checkpoint.h5`, `summary.json`.
public struct RunFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes the folder of a run.
  ///
  /// Without a path of its own a run gets `runs/TASK-LENGTH-seed-SEED`, with a number behind it if that is taken.
  ///
  /// - Throws: ``TrainingError`` if the folder named already holds a run, or cannot be made.
  public init(for configuration: ExperimentConfiguration) throws(TrainingError) {
    if let chosen = configuration.runFolder {
      guard !FileManager.default.fileExists(atPath: chosen + "/log.jsonl") else {
        throw TrainingError(.writing, "\(chosen) already holds a run; name another --run-folder, or remove it")
      }
      path = chosen
    } else {
      let base = "runs/\(configuration.task)-\(configuration.length)-seed-\(configuration.seed)"
      var candidate = base
      var number = 2
      while FileManager.default.fileExists(atPath: candidate) {
        candidate = "\(base)-\(number)"
        number += 1
      }
      path = candidate
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.writing, "the run folder \(path) cannot be made: \(error.localizedDescription)")
    }
    try write(configuration.layer.yaml, to: "config.yaml")
    try write("", to: "log.jsonl")
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
