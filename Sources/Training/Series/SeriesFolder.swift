internal import Foundation
internal import RecurrentNetworks
internal import SequenceData

/// The folder of a series: `config.yaml`, `summary.json`, and a run folder `seed-S` for each seed. One process at a time
/// works in it.
public final class SeriesFolder: Sendable {
  /// Where it is.
  public let path: String
  private let lock: FolderLock

  /// Opens the folder of a series, or makes it.
  ///
  /// A series goes on in the folder in which it was begun, with more seeds or larger budgets if it is asked to. Without a
  /// path of its own it has `runs/TASK-LENGTH-series`, on text `runs/FILE-CELL-series`.
  ///
  /// - Throws: ``TrainingError`` if the folder holds something else, or runs of another configuration, or is in use.
  public init(for configuration: ExperimentConfiguration) throws(TrainingError) {
    let detail = configuration.window == nil ? String(configuration.length) : configuration.network.cell
    path = configuration.runFolder ?? "runs/\(configuration.folderName)-\(detail)-series"
    guard !path.isEmpty else { throw TrainingError(.usage, "--run-folder should be a path, got ''") }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(.writing, "the folder \(path) cannot be made: \(error.localizedDescription)")
    }
    lock = try FolderLock(path)
    try begin(configuration)
  }

  private func begin(_ configuration: ExperimentConfiguration) throws(TrainingError) {
    let file = "\(path)/config.yaml"
    if let run = ["log.jsonl", "checkpoint.h5"].first(where: { CheckpointSource.isThere("\(path)/\($0)") }) {
      throw TrainingError(.writing, "\(path) holds a single run (\(run)); name another --run-folder")
    }
    if CheckpointSource.isThere(file) {
      var stored = try ConfigurationLayer(yamlFile: file)
      // A series begun when there were fewer choices had the defaults of those that came later.
      if let resolved = try? ExperimentConfiguration(stored) { stored = resolved.layer.decisive }
      if let (name, found, asked) = stored.difference(from: configuration.layer.decisive) {
        throw TrainingError(
          .usage, "\(path) holds a series with \(name) \(found), asked for is \(asked); name another --run-folder")
      }
    }
    try SmallFile(file).replace(with: configuration.layer.decisive.yaml)
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
  public func runFolder(_ seed: UInt64) -> String { "\(path)/seed-\(seed)" }

  /// How the run from one seed ended; nil where it has not, or would go on under these budgets.
  public func summary(_ seed: UInt64, under configuration: ExperimentConfiguration) -> RunSummary? {
    guard
      let file = try? InputFile(
        "\(runFolder(seed))/summary.json", as: "a summary", refusingPipes: "a run folder has none"),
      let bytes = try? file.contents(atMost: 1 << 20),
      let summary = try? JSONDecoder().decode(RunSummary.self, from: Data(bytes)),
      !summary.goesOn(under: configuration)
    else { return nil }
    return summary
  }

  /// Writes what is known so far.
  public func write(_ summary: SeriesSummary) throws(TrainingError) {
    guard let text = try? JSONText.pretty(summary) else { preconditionFailure("a summary can always be written") }
    try SmallFile("\(path)/summary.json").replace(with: text + "\n")
  }
}

extension RunSummary {
  /// Whether the run, resumed, would take another step.
  func goesOn(under configuration: ExperimentConfiguration) -> Bool {
    switch outcome {
    case .solved: wrong.map { $0 >= configuration.targetWrong } ?? false
    case .converged, .overflow, .stalled: false
    case .interrupted: true
    case .budget, .iterations, .time:
      minibatches < configuration.minibatches && iterations < configuration.iterations ?? .max
        && seconds < configuration.seconds ?? .infinity
    }
  }
}
