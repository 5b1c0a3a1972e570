internal import Foundation
internal import DurableFiles
internal import RecurrentNetworks
internal import SequenceData

/// The folder of a series: `config.yaml`, `summary.json`, and a run folder `seed-S` for each seed. One process at a time
/// works in it.
public final class SeriesFolder: Sendable {
  /// Where it is.
  public let path: String
  private let folder: Folder

  /// Opens the folder of a series, or makes it.
  ///
  /// A series goes on in the folder in which it was begun, with more seeds or larger budgets if it is asked to. Without a
  /// path of its own it has `runs/TASK-LENGTH-series`, on text `runs/FILE-CELL-series`.
  ///
  /// - Parameters:
  ///   - configuration: the choices that all runs share.
  ///   - dataFile: their data file as it is now, if they have one.
  /// - Throws: ``TrainingError`` if the folder holds something else, or runs of another configuration, or is in use.
  public init(for configuration: ExperimentConfiguration, dataFile: DataFileRecord? = nil) throws {
    let detail = configuration.isText ? configuration.network.cellsInWord : String(configuration.length)
    path = configuration.runFolder ?? "runs/\(configuration.folderName)-\(detail)-series"
    guard !path.isEmpty else { throw TrainingError(.usage, "--run-folder should be a path, got ''") }
    do { folder = try Folder.making(path) } catch {
      throw TrainingError(.writing, "the folder \(path) cannot be made: \(error.reason)")
    }
    guard folder.lock() else {
      throw TrainingError(
        .writing, "another process is working in the run folder \(path): wait for it, or end it with Ctrl-C first")
    }
    let recorded = try dataFile == nil ? nil : recordedDataFile()
    try begin(configuration, wherever: recorded != nil)
    if let recorded, let dataFile { try recorded.requireSameBytes(in: dataFile) }
  }

  /// The data file that runs of the series were trained on, by the first checkpoint there is.
  private func recordedDataFile() throws -> DataFileRecord? {
    let seeds = folder.names.filter { $0.hasPrefix("seed-") && folder.entry($0) == .folder }.sorted()
    for name in seeds {
      guard let seed = try? Folder(name, in: folder), seed.entry(RunFolder.checkpointName) != nil else { continue }
      let path = FileTarget(RunFolder.checkpointName, in: seed).path
      // What is wrong with a run is said when it is its turn.
      guard let file = try? CheckpointFile(path) else { continue }
      if let record = try file.recordedDataFile { return record }
    }
    return nil
  }

  private func begin(_ configuration: ExperimentConfiguration, wherever: Bool) throws(TrainingError) {
    if let run = ["log.jsonl", RunFolder.checkpointName].first(where: { folder.entry($0) != nil }) {
      throw TrainingError(.writing, "\(path) holds a single run (\(run)); name another --run-folder")
    }
    guard let stored = try Self.choices(in: folder) else {
      if folder.entry("summary.json") != nil {
        throw TrainingError(
          .writing,
          "\(path) holds a summary.json that is of no series, since there is no config.yaml; name another --run-folder")
      }
      return try SmallFile("config.yaml", in: folder).replace(with: configuration.layer.decisive.yaml)
    }
    if let (name, found, asked) = stored.decisive.difference(
      from: configuration.layer.decisive, wherever: wherever)
    {
      throw TrainingError(
        .usage, "\(path) holds a series with \(name) \(found), asked for is \(asked); name another --run-folder")
    }
  }

  /// The choices in the configuration of a folder, resolved where they can be: a run that was begun when there were fewer
  /// had the defaults of those that came later. Nil where there is no configuration.
  private static func choices(in folder: Folder) throws(TrainingError) -> ConfigurationLayer? {
    let source = FileTarget("config.yaml", in: folder).path
    let bytes: [UInt8]?
    do { bytes = try folder.read("config.yaml", atMost: FlatYAML.largestSize) } catch {
      throw TrainingError(.data, "\(source) cannot be read: \(error.reason)")
    }
    guard let bytes else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TrainingError(.data, "\(source) is not UTF-8 text")
    }
    let stored = try ConfigurationLayer(yaml: text, source: source, takesFormerNames: true)
    return (try? ExperimentConfiguration(stored, isBegun: true))?.layer ?? stored
  }

  /// The choices of the run from one seed.
  public func configuration(
    _ configuration: ExperimentConfiguration, seed: UInt64
  ) throws -> ExperimentConfiguration {
    var layer = configuration.layer
    layer.seed = seed
    layer.runFolder = runFolder(seed)
    return try ExperimentConfiguration(layer)
  }

  /// The folder of the run from one seed.
  public func runFolder(_ seed: UInt64) -> String { FileTarget(Self.name(seed), in: folder).path }

  private static func name(_ seed: UInt64) -> String { "seed-\(seed)" }

  /// Opens the folder of the run from one seed, or makes it.
  ///
  /// - Parameter own: the choices of that run.
  /// - Returns: the folder, and whether a run has been begun in it.
  /// - Throws: ``TrainingError`` if what has its name is no folder, or holds a run that is none of this series.
  public func open(_ own: ExperimentConfiguration) throws(TrainingError) -> (folder: RunFolder, isBegun: Bool) {
    let name = Self.name(own.seed)
    let seed: Folder
    do {
      _ = try folder.makeFolder(name)
      seed = try Folder(name, in: folder)
    } catch {
      throw TrainingError(.writing, "the run folder \(runFolder(own.seed)) cannot be opened: \(error.reason)")
    }
    guard let stored = try Self.choices(in: seed) else { return (try RunFolder(seed, for: own), false) }
    if let (choice, found, asked) = Self.difference(stored, own) {
      throw TrainingError(
        .writing,
        "\(seed.path) holds a run that is none of this series, with \(choice) \(found) instead of \(asked); name another --run-folder"
      )
    }
    return (try RunFolder(existing: seed), true)
  }

  /// The first choice in which what a folder of a seed holds is not what the series has for it.
  private static func difference(
    _ stored: ConfigurationLayer, _ own: ExperimentConfiguration
  ) -> (name: String, here: String, there: String)? {
    guard stored.seed == own.seed else {
      return ("seed", stored.seed.map(String.init) ?? "left open", String(own.seed))
    }
    return stored.decisive.difference(from: own.layer.decisive, wherever: true)
  }

  /// How the run from one seed ended; nil where it has not, or would go on under these budgets, or is none of this series.
  public func summary(_ seed: UInt64, under configuration: ExperimentConfiguration) -> RunSummary? {
    guard let open = try? Folder(Self.name(seed), in: folder), let stored = try? Self.choices(in: open),
      let own = try? self.configuration(configuration, seed: seed), Self.difference(stored, own) == nil,
      let bytes = try? open.read("summary.json", atMost: RunSummary.largestFile),
      let summary = try? BoundedJSON.decode(RunSummary.self, from: Data(bytes)),
      !summary.goesOn(under: configuration)
    else { return nil }
    return summary
  }

  /// Writes what is known so far.
  public func write(_ summary: SeriesSummary) throws(TrainingError) {
    guard let text = try? JSONText.pretty(summary) else { preconditionFailure("a summary can always be written") }
    try SmallFile("summary.json", in: folder).replace(with: text + "\n")
  }
}

extension RunSummary {
  /// Whether the run, resumed, would take another step.
  func goesOn(under configuration: ExperimentConfiguration) -> Bool {
    switch outcome {
    case .solved: wrong.map { $0 >= configuration.solvedBelow(at: configuration.length) } ?? false
    case .converged, .overflow, .stalled: false
    case .interrupted: true
    case .budget, .iterations, .time, .patience:
      minibatches < configuration.minibatches && iterations < configuration.iterations ?? .max
        && seconds < configuration.seconds ?? .infinity
        && stepsSinceBest ?? 0 < configuration.patience ?? .max
    }
  }
}
