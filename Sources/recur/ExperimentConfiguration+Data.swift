import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

extension ExperimentConfiguration {
  /// The choices of a run under others that choose the data, which have to suit its network.
  ///
  /// - Parameters:
  ///   - trained: the choices of the run.
  ///   - choices: those that count instead where they are made.
  ///   - checkpoint: what holds the run.
  /// - Throws: `TrainingError` where the data are not what they should be, or the network does not read them.
  static func of(
    _ trained: ExperimentConfiguration, under choices: ConfigurationLayer, checkpoint: String
  ) throws -> ExperimentConfiguration {
    var base = trained.layer
    if let data = choices.data ?? trained.data { try FileGuard.admit(data) }
    if let data = choices.data, try !TextFile.holdsText(data) { (base.window, base.warmUp) = (nil, nil) }
    var layer = choices.over(base)
    if layer.data == nil { layer.lengthSchedule = nil }
    let configuration = try ExperimentConfiguration(layer)
    let (network, other) = (trained.network, configuration.network)
    guard network == other else {
      throw TrainingError(
        .data,
        "the network of \(checkpoint) reads \(network.input), has \(network.outputs, "output") and loss \(network.loss.rawValue); \(configuration.data ?? configuration.task) has \(other.input), \(other.outputs) and \(other.loss.rawValue)"
      )
    }
    return configuration
  }

  /// Makes sure that the symbols of a text are those that a model knows: those of another text stand for other characters,
  /// however many there are.
  func requireSymbols(_ vocabulary: Vocabulary?, of checkpoint: String) throws {
    guard let vocabulary, window != nil, let data, try TextFile(contentsOf: data).vocabulary != vocabulary else {
      return
    }
    throw TrainingError(
      .data,
      "\(data) has another vocabulary than the text that \(checkpoint) was trained on; evaluate --text-file scores any text"
    )
  }

  /// The split that is read where one is asked for; says so where another stands for it.
  ///
  /// - Throws: `TrainingError` where nothing does.
  func splitRead(for split: Split) throws -> Split {
    guard let used = try ExperimentData(self).splitRead(for: split) else {
      throw TrainingError(.data, "\(data ?? task) has no /\(split.rawValue), and nothing stands for it")
    }
    if used != split {
      Console.error("\(data ?? task) has no /\(split.rawValue): /\(used.rawValue) is used in its place")
    }
    return used
  }
}
