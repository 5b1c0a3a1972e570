public import HDF5

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

  /// The objects of a checkpoint.
  static let checkpointParts = [
    "/model", "/model/layers", "/model/parameters", "/optimizer", "/optimizer/direction", "/optimizer/first_moment",
    "/optimizer/second_moment", "/random", "/history", "/experiment",
    "/experiment/configuration", "/best",
  ]

  /// Reads what the sections ask for.
  ///
  /// - Parameters:
  ///   - path: the file, which should have been admitted: libhdf5 reads it in this process.
  ///   - seal: what its seal says, where that is known already.
  ///   - sections: what to read; nothing for what people want to see first: of a checkpoint all but tree and arrays, of
  ///     any other file these two.
  /// - Throws: `HDF5Error` if the file cannot be read.
  public init(of path: String, seal: Seal? = nil, sections: Set<Section>? = nil) throws(HDF5Error) {
    let contents = try FileContents(of: path)
    file = try FileIdentity(of: contents, seal: seal)
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
    missing = isCheckpoint ? Self.checkpointParts.filter { Self.isMissing($0, in: contents) } : []
  }

  private static func isMissing(_ path: String, in contents: FileContents) -> Bool {
    guard contents[path] == nil else { return false }
    let optimizer = contents["/optimizer"]
    let name = optimizer?[attribute: "name"]?.text
    switch path {
    // In version 1 the model itself says what its layers are.
    case "/model/layers": return contents["/model"]?[attribute: "hidden"] == nil
    // Conjugate gradients that have not run yet, or whose last direction was dropped, leave none.
    case "/optimizer/direction":
      return (name ?? "hf") == "hf" && optimizer?[attribute: "holds_warm_start"]?.number != 0
    case "/optimizer/first_moment": return ["sgd", "nesterov", "rmsprop", "adam"].contains(name)
    case "/optimizer/second_moment": return ["rmsprop", "adam"].contains(name)
    default: return true
    }
  }
}
