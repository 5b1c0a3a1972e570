internal import Foundation
internal import DurableFiles
internal import SequenceData
internal import SystemPackage
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
    let path = FilePath(path).string
    self.path = path
    let folder = try Self.folder(path)
    guard let log = try Self.content("log.jsonl", of: folder, atMost: Self.largestLog) else {
      throw TrainingError(.missing, "\(path) is no run folder: it has no log.jsonl")
    }
    choices = try ConfigurationLayer(yamlFile: FilePath(path).appending("config.yaml").string, takesFormerNames: true)
    steps = try Self.steps(log, of: path)
    summary = try Self.content("summary.json", of: folder, atMost: RunSummary.largestFile).map {
      data throws(TrainingError) in
      do { return try BoundedJSON.decode(RunSummary.self, from: data) } catch {
        throw TrainingError(.data, "\(path)/summary.json is not the summary of a run")
      }
    }
  }

  /// What a file of a run holds; nil where there is none.
  private static func content(
    _ name: String, of folder: Folder, atMost limit: Int
  ) throws(TrainingError) -> Data? {
    do { return try folder.read(name, atMost: limit).map { Data($0) } } catch {
      throw TrainingError(.data, "\(folder.path)/\(name) cannot be read: \(error.reason)")
    }
  }

  /// A log of more bytes is none: that of a million steps has about 600 MB.
  private static let largestLog = 1 << 30
  /// A line of more bytes is no step.
  private static let largestLine = 1 << 16

  /// The runs in a folder: the run that it is of, or those of a series by their seeds.
  ///
  /// - Throws: `TrainingError` if it holds no run, or one that is damaged.
  public static func all(in path: String) throws(TrainingError) -> [RunRecord] {
    let folder = try folder(path)
    let names = folder.names
    guard !names.contains("log.jsonl") else { return [try RunRecord(path)] }
    let seeds = names.compactMap { $0.hasPrefix("seed-") ? UInt64($0.dropFirst("seed-".count)) : nil }.sorted()
    guard !seeds.isEmpty else {
      throw TrainingError(.missing, "\(path) holds no run: neither log.jsonl nor folders seed-1, seed-2, ...")
    }
    var runs: [RunRecord] = []
    for seed in seeds { runs.append(try RunRecord(FilePath(path).appending("seed-\(seed)").string)) }
    return runs
  }

  private static func folder(_ path: String) throws(TrainingError) -> Folder {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw TrainingError(.missing, "there is no run folder \(path.isEmpty ? "'', which is no path" : path)")
    }
    guard isFolder.boolValue else {
      throw TrainingError(.data, "\(path) should be the folder of a run, it is a file")
    }
    do { return try Folder(path) } catch {
      throw TrainingError(.missing, "\(path) cannot be read: \(error.reason)")
    }
  }

  /// The steps of a log; a last line without an end is being written, or was cut short, and is left out.
  private static func steps(_ log: Data, of path: String) throws(TrainingError) -> [StepFigures] {
    let whole = log.lastIndex(of: UInt8(ascii: "\n")).map { log[...$0] } ?? Data()
    var steps: [StepFigures] = []
    for line in whole.split(separator: UInt8(ascii: "\n")) {
      guard line.count <= largestLine, let step = try? BoundedJSON.decode(StepFigures.self, from: line) else {
        throw TrainingError(.data, "\(path)/log.jsonl: line \(steps.count + 1) is no step of a run")
      }
      steps.append(step)
    }
    return steps
  }
}
