internal import DurableFiles
internal import Foundation
internal import HDF5
internal import SequenceData
internal import RecurrentNetworks

/// The folder of a run: `config.yaml`, `log.jsonl`, `checkpoint.h5`, `summary.json`. One process at a time works in it.
///
/// It is held open, and its files are replaced: a symbolic link in it leads nobody to a file elsewhere.
public final class RunFolder {
  /// Where it is.
  public let path: String
  private var folder: Folder

  static let checkpointName = "checkpoint.h5"
  private static let files = ["config.yaml", "log.jsonl", checkpointName, "summary.json"]

  /// Makes the folder of a new run.
  ///
  /// Without a path of its own a run gets `runs/TASK-LENGTH-seed-SEED`, one on text `runs/FILE-CELL-seed-SEED`, with a number behind it if that is taken, by a
  /// run that starts at the same moment too.
  ///
  /// - Throws: ``TrainingError`` if the folder named already holds a file of a run, is in use, or cannot be made.
  public init(for configuration: ExperimentConfiguration) throws(TrainingError) {
    if let chosen = configuration.runFolder {
      guard !chosen.isEmpty else { throw TrainingError(.usage, "--run-folder should be a path, got ''") }
      folder = try Self.making(chosen) { () throws(HDF5Error) in try Folder.making(chosen) }
      try Self.requireUnused(folder)
    } else {
      let detail = configuration.isText ? configuration.network.cellsInWord : String(configuration.length)
      folder = try Self.makeFresh("\(configuration.folderName)-\(detail)-seed-\(configuration.seed)", in: "runs")
    }
    path = folder.path
    try begin(configuration)
  }

  /// The folder of a new run, which is open and may hold other things.
  ///
  /// - Throws: ``TrainingError`` if it already holds a file of a run, or is in use.
  init(_ folder: Folder, for configuration: ExperimentConfiguration) throws(TrainingError) {
    (self.folder, path) = (folder, folder.path)
    try Self.requireUnused(folder)
    try begin(configuration)
  }

  private func begin(_ configuration: ExperimentConfiguration) throws(TrainingError) {
    try Self.lock(folder)
    // Nobody can have begun a run in it since: beginning takes the lock.
    try Self.requireUnused(folder)
    try write(configuration, [])
  }

  /// Opens the folder of a run that is to go on, and removes what a run that was killed has left half written.
  ///
  /// - Throws: ``TrainingError`` if another process is working in it.
  public convenience init(existing path: String) throws(TrainingError) {
    do { try self.init(existing: try Folder(path)) } catch let error as HDF5Error {
      throw TrainingError(.writing, "the run folder \(path) cannot be opened: \(error.reason)")
    } catch let error as TrainingError { throw error } catch { fatalError("\(error)") }
  }

  /// The folder of a run that is to go on, which is open.
  init(existing folder: Folder) throws(TrainingError) {
    (self.folder, path) = (folder, folder.path)
    try Self.lock(folder)
    guard Self.files.contains(where: { folder.entry($0) != nil }) else { return }
    folder.removeLeftovers { Self.files.contains($0) || KeptCheckpoints.step(of: $0) != nil }
  }

  private static func lock(_ folder: Folder) throws(TrainingError) {
    guard folder.lock() else {
      throw TrainingError(
        .writing,
        "another process is working in the run folder \(folder.path): wait for it, or end it with Ctrl-C first")
    }
  }

  private static func requireUnused(_ folder: Folder) throws(TrainingError) {
    let kept = folder.names.filter { KeptCheckpoints.step(of: $0) != nil }.sorted()
    if let found = (files + kept).first(where: { folder.entry($0) != nil }) {
      throw TrainingError(
        .writing,
        "\(folder.path) already holds a run (\(found)); name another --run-folder, remove it, or go on with recur resume"
      )
    }
  }

  private static func making(_ path: String, _ body: () throws(HDF5Error) -> Folder) throws(TrainingError) -> Folder {
    do { return try body() } catch {
      throw TrainingError(.writing, "the run folder \(path) cannot be made: \(error.reason)")
    }
  }

  /// Makes a folder that was not there before.
  private static func makeFresh(_ base: String, in parent: String) throws(TrainingError) -> Folder {
    try making("\(parent)/\(base)") { () throws(HDF5Error) in
      let parent = try Folder.making(parent)
      var (candidate, number) = (base, 2)
      while try !parent.makeFolder(candidate) {
        candidate = "\(base)-\(number)"
        number += 1
      }
      return try Folder(candidate, in: parent)
    }
  }

  /// Where the checkpoint is.
  public var checkpoint: String { checkpointTarget.path }

  /// The name that a new checkpoint takes.
  var checkpointTarget: FileTarget { FileTarget(Self.checkpointName, in: folder) }

  /// The older checkpoints.
  var kept: KeptCheckpoints { KeptCheckpoints(in: folder) }

  /// Appends a step to the log.
  public func append(_ row: HistoryRow) throws(TrainingError) {
    try SmallFile("log.jsonl", in: folder).append(Self.line(row))
  }

  /// Writes `config.yaml` and the whole log, in place of those that are there.
  public func write(_ configuration: ExperimentConfiguration, _ history: [HistoryRow]) throws(TrainingError) {
    try SmallFile("config.yaml", in: folder).replace(with: configuration.layer.yaml)
    try SmallFile("log.jsonl", in: folder).replace(with: history.map(Self.line).joined())
  }

  /// The end of the run as it was written last; nil where there is none that can be read.
  public var summary: RunSummary? {
    guard let bytes = (try? folder.read("summary.json", atMost: RunSummary.largestFile)) ?? nil else { return nil }
    return try? BoundedJSON.decode(RunSummary.self, from: Data(bytes))
  }

  /// Writes the end of the run.
  public func write(_ summary: RunSummary) throws(TrainingError) {
    guard let text = try? JSONText.pretty(summary) else { preconditionFailure("a summary can always be written") }
    try SmallFile("summary.json", in: folder).replace(with: text + "\n")
  }

  /// Makes the folder anew if it has vanished; returns whether it had. A folder that somebody else has put in its place
  /// meanwhile is taken where it holds no run, or this one.
  func restore(_ configuration: ExperimentConfiguration) throws(TrainingError) -> Bool {
    if folder.isInPlace { return false }
    let found = try Self.making(path) { () throws(HDF5Error) in try Folder.making(path) }
    try Self.lock(found)
    let stored = (try? found.read("config.yaml", atMost: FlatYAML.largestSize)) ?? nil
    if stored != Array(configuration.layer.yaml.utf8) { try Self.requireUnused(found) }
    folder = found
    return true
  }

  private static func line(_ row: HistoryRow) -> String {
    guard let text = try? JSONText.line(row) else { preconditionFailure("a row can always be written") }
    return text + "\n"
  }
}
