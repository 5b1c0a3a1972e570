internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks

extension Trainer {
  /// Sets a run up that goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: where it goes on.
  ///   - configuration: the choices of the run, with budgets or threads changed; nil for those of the checkpoint.
  ///   - dataFile: the data file of the configuration as it is now, where it has been read already.
  ///   - share: how many such runs share the memory at a time.
  /// - Throws: ``TrainingError`` if the configuration is of another model, of another precision or of another optimizer.
  public convenience init(
    _ checkpoint: Checkpoint<Element>, configuration: ExperimentConfiguration? = nil,
    dataFile: DataFileRecord? = nil, sharedBy share: Int = 1
  ) throws {
    let configuration = configuration ?? checkpoint.configuration
    guard configuration.precision == Element.precision else {
      throw TrainingError(
        .usage,
        "a checkpoint of \(checkpoint.configuration.precision.rawValue) precision goes on with the same, not with \(configuration.precision.rawValue)"
      )
    }
    guard configuration.network == checkpoint.configuration.network else {
      throw TrainingError(
        .usage,
        "the network of the checkpoint, \(checkpoint.configuration.network.words), does not go on as \(configuration.network.words)"
      )
    }
    guard configuration.constraints == checkpoint.configuration.constraints else {
      throw TrainingError(
        .usage,
        "a run goes on with the --recurrent-density, --no-self-connections and --excitatory that it began with, not with others: begin a new one with --initialize-from"
      )
    }
    let (kind, other) = (checkpoint.configuration.optimizerKind, configuration.optimizerKind)
    guard kind == other else {
      throw TrainingError(
        .usage, "a checkpoint of the optimizer \(kind.rawValue) does not go on with \(other.rawValue): begin a new run")
    }
    let before = checkpoint.configuration
    guard (configuration.data == nil) == (before.data == nil), configuration.lengths == before.lengths,
      configuration.seed == before.seed
    else {
      func words(_ choices: ExperimentConfiguration) -> String {
        "\(choices.data ?? "\(choices.task) made on the fly"), T = \(choices.length), seed \(choices.seed)"
      }
      throw TrainingError(
        .usage,
        "a run on \(words(before)) does not go on with \(words(configuration)): begin a new one with --initialize-from")
    }
    if configuration.window?.order == .consecutive || before.window?.order == .consecutive,
      configuration.window != before.window || configuration.gradientBatch != before.gradientBatch
    {
      func words(_ choices: ExperimentConfiguration) -> String {
        "--windows \(choices.window?.order.rawValue ?? "") --window \(choices.window?.length ?? 0) --gradient-batch \(choices.gradientBatch)"
      }
      throw TrainingError(
        .usage,
        "a run with \(words(before)) carries other states than one with \(words(configuration)): begin a new one")
    }
    try self.init(
      configuration, state: checkpoint.state, history: checkpoint.history, records: checkpoint.records,
      dataFile: dataFile, sharedBy: share)
  }

  /// The run as it stands after the last finished step.
  public var checkpoint: Checkpoint<Element> {
    Checkpoint(configuration: configuration, state: state, history: history, records: records)
  }
}
