internal import Foundation
internal import SequenceData
public import Training

/// What the folder of a run tells of it: its choices, its steps, and how it ended if it has.
public struct RunRecord: Sendable {
  /// Where it is, without a slash at the end.
  public let path: String
  public let choices: ConfigurationLayer
  public let steps: [StepFigures]
  /// Nil while it goes on, and where it was killed.
  public let summary: RunSummary?

  /// Reads a run folder; the run may be under way.
  ///
  /// - Throws: `TrainingError` if there is none, or its files are damaged.
  public init(_ path: String) throws(TrainingError) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    try Self.requireFolder(path)
    guard let log = Self.content(of: "\(path)/log.jsonl") else {
      throw TrainingError(.missing, "\(path) is no run folder: it has no log.jsonl")
    }
    choices = try ConfigurationLayer(yamlFile: "\(path)/config.yaml")
    steps = try Self.steps(log, of: path)
    summary = try Self.content(of: "\(path)/summary.json").map { data throws(TrainingError) in
      do { return try JSONDecoder().decode(RunSummary.self, from: data) } catch {
        throw TrainingError(.data, "\(path)/summary.json is not the summary of a run")
      }
    }
  }

  /// What a file of a run folder holds; nothing where it cannot be read.
  private static func content(of path: String) -> Data? {
    let file = try? InputFile(path, as: "a file of a run", refusingPipes: "a run folder has none")
    return (try? file?.contents(atMost: 1 << 30)).map { Data($0) }
  }

  /// The runs in a folder: the run that it is of, or those of a series by their seeds.
  ///
  /// - Throws: `TrainingError` if it holds no run, or one that is damaged.
  public static func all(in path: String) throws(TrainingError) -> [RunRecord] {
    try requireFolder(path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard !names.contains("log.jsonl") else { return [try RunRecord(path)] }
    let seeds = names.compactMap { $0.hasPrefix("seed-") ? UInt64($0.dropFirst("seed-".count)) : nil }.sorted()
    guard !seeds.isEmpty else {
      throw TrainingError(.missing, "\(path) holds no run: neither log.jsonl nor folders seed-1, seed-2, ...")
    }
    var runs: [RunRecord] = []
    for seed in seeds { runs.append(try RunRecord("\(path)/seed-\(seed)")) }
    return runs
  }

  private static func requireFolder(_ path: String) throws(TrainingError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TrainingError(.missing, "there is no run folder \(path)")
    }
    guard isFolder.boolValue else {
      throw TrainingError(.data, "\(path) should be the folder of a run, it is a file")
    }
  }

  /// The steps of a log; a last line without an end is being written, or was cut short, and is left out.
  private static func steps(_ log: Data, of path: String) throws(TrainingError) -> [StepFigures] {
    let decoder = JSONDecoder()
    let whole = log.lastIndex(of: UInt8(ascii: "\n")).map { log[...$0] } ?? Data()
    var steps: [StepFigures] = []
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      guard let step = try? decoder.decode(StepFigures.self, from: line) else {
        throw TrainingError(.data, "\(path)/log.jsonl: line \(steps.count + 1) is no step of a run")
      }
      steps.append(step)
    }
    return steps
  }
}
