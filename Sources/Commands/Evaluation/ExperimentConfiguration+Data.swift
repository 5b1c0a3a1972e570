internal import Losses

import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

extension ExperimentConfiguration {
  /// The choices of a run under others that choose the data, which have to suit its network.
  ///
  /// The data of the run itself are looked for, and known by their digest; a file that is named is taken as it is.
  ///
  /// - Parameters:
  ///   - file: the checkpoint of the run.
  ///   - choices: those that count instead where they are made.
  ///   - checkpoint: what holds the run.
  /// - Throws: `TrainingError` where the data are not what they should be, or the network does not read them.
  static func of(
    _ file: CheckpointFile, under choices: ConfigurationLayer, checkpoint: String
  ) throws -> ExperimentConfiguration {
    let trained = file.configuration
    var base = trained.layer
    if let data = choices.data {
      let admitted = try FileGuard.admit(data)
      try file.requireVocabulary(of: admitted)
      try file.requireConstants(of: admitted)
      if try !TextFile.holdsText(admitted) { (base.window, base.warmUp, base.windows) = (nil, nil, nil) }
      base.recipe = nil
    } else {
      base.data = try file.dataFile()?.path
    }
    var layer = choices.over(base)
    if layer.data == nil { layer.lengthSchedule = nil }
    let configuration = try ExperimentConfiguration(layer)
    let (network, other) = (trained.network, configuration.network)
    guard network == other else {
      throw TrainingError(
        .data,
        "the network of \(checkpoint) reads \(network.input), has \(network.outputs, "output") and loss \(network.loss.rawValue); \(configuration.data ?? configuration.task) has \(other.input), \(other.outputs, "output") and loss \(other.loss.rawValue)"
      )
    }
    return configuration
  }

  /// The split that is read where one is asked for; says so where another stands for it.
  ///
  /// - Throws: `TrainingError` where nothing does.
  func splitRead(for split: Split, in found: ExperimentData) throws(TrainingError) -> Split {
    guard let used = found.splitRead(for: split) else {
      throw TrainingError(.data, "\(data ?? task) has no /\(split.rawValue), and nothing stands for it")
    }
    if used != split {
      Console.error("\(data ?? task) has no /\(split.rawValue): /\(used.rawValue) is used in its place")
    }
    return used
  }
}
