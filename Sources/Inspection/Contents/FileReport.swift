public import DurableFiles
public import HDF5
internal import LinearAlgebra
internal import Optimization

/// What a file is, what it holds, and what is missing in it.
public struct FileReport: Sendable, Encodable {
  /// Parts of a report.
  public enum Section: String, CaseIterable, Sendable {
    /// Every entry.
    case tree
    /// The network.
    case model
    /// The figures of every array.
    case arrays
    /// The state of optimizer and generator, and the best parameters.
    case optimizer
    /// The steps of the run.
    case history
    /// How it was made.
    case experiment
  }

  /// The file.
  public let file: FileIdentity
  /// Every entry of the file.
  public let tree: [FileObject]?
  /// Whether every entry is listed.
  public let isComplete: Bool
  /// The network of a checkpoint.
  public let model: ModelSummary?
  /// The figures of every array.
  public let arrays: [ArrayReport]?
  /// The state of optimizer and generator, and the best parameters.
  public let optimizer: StateSummary?
  /// The steps of the run.
  public let history: HistoryTable?
  /// How the checkpoint was made.
  public let experiment: ExperimentSummary?
  /// What a checkpoint should hold and this one does not.
  public let missing: [String]

  private enum CodingKeys: String, CodingKey {
    case file, tree, model, arrays, optimizer, history, experiment, missing
    case isComplete = "complete"
  }

  /// The objects of a checkpoint; those that its optimizer has beside them depend on its state.
  static let checkpointParts = [
    "/model", "/model/layers", "/model/parameters", "/optimizer", "/random", "/history", "/experiment",
    "/experiment/configuration", "/best",
  ]

  /// Reads what the sections ask for.
  ///
  /// - Parameters:
  ///   - admitted: the file.
  ///   - sections: what to read; nothing for what people want to see first: of a checkpoint all but tree and arrays, of
  ///     any other file these two.
  /// - Throws: `HDF5Error` if the file cannot be read.
  public init(of admitted: AdmittedFile, sections: Set<Section>? = nil) throws(HDF5Error) {
    let contents = try FileContents(of: admitted)
    file = try FileIdentity(of: contents)
    let isCheckpoint = file.format == "recur.checkpoint" || contents["/model/parameters"] != nil
    let overview: Set<Section> = isCheckpoint ? [.model, .optimizer, .history, .experiment] : [.tree, .arrays]
    let sections = sections ?? overview
    tree = sections.contains(.tree) ? contents.objects : nil
    isComplete = contents.isComplete
    model = sections.contains(.model) ? ModelSummary(in: contents) : nil
    arrays =
      sections.contains(.arrays)
      ? contents.objects.filter { $0.kind == .dataset }.map { ArrayReport($0, in: contents) } : nil
    optimizer = sections.contains(.optimizer) ? StateSummary(in: contents) : nil
    history = sections.contains(.history) ? HistoryTable(in: contents) : nil
    experiment = sections.contains(.experiment) ? ExperimentSummary(in: contents) : nil
    let parts = Self.checkpointParts[...3] + Self.stateVectors(in: contents) + Self.checkpointParts[4...]
    missing = isCheckpoint ? parts.filter { Self.isMissing($0, in: contents) } : []
  }

  /// Whether a part is not there; in version 1 the model itself says what its layers are.
  private static func isMissing(_ path: String, in contents: FileContents) -> Bool {
    contents[path] == nil && !(path == "/model/layers" && contents["/model"]?[attribute: "hidden"] != nil)
  }

  /// The vectors that the optimizer of a checkpoint leaves when its numbers are what the file says: conjugate gradients that
  /// have not run yet, or whose last direction was dropped, leave none.
  private static func stateVectors(in contents: FileContents) -> [String] {
    let group = contents["/optimizer"]
    let name = group?[attribute: "name"]?.text ?? OptimizerKind.names[0]
    guard let options = OptimizerKind(rawValue: name)?.defaults else { return [] }
    func vectors<State: OptimizerState>(_ start: State) -> [String] {
      var state = start
      for field in start.fields {
        let number = group?[attribute: field.name]?.number
        switch field.kind {
        case .flag(let path): state[keyPath: path] = number != 0
        // A file may say anything; nobody keeps more vectors than these.
        case .count(let path, _): state[keyPath: path] = Int(min(max(number ?? 0, 0), 1000))
        case .magnitude, .optionalMagnitude, .vector, .array: break
        }
      }
      return state.fields.filter { $0.isVector && $0.isStored }.map { "/optimizer/\($0.name)" }
    }
    return vectors(options.optimizer(parameterCount: 1, precision: Float.self).storedState.value)
  }
}
