internal import Foundation
internal import HDF5
internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

extension Checkpoint {
  /// Reads a checkpoint; numbers of another precision are converted, with which no run goes on, but anything can be
  /// computed.
  ///
  /// Nothing in the file is trusted: data outside it, sizes that contradict each other or the bytes stored, and numbers
  /// that make no sense are refused.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(contentsOf path: String) throws(TrainingError) {
    try self.init(try CheckpointFile(path))
  }

  /// Reads the rest of a checkpoint file, as ``init(contentsOf:)`` does.
  public init(_ file: CheckpointFile) throws(TrainingError) {
    let (source, configuration) = (file.source, file.configuration)
    self = try CheckpointFile.refusing(file.path) {
      let blocks = CheckpointBlocks<Element>(source, try Network<Element>(configuration.network).layout)
      let state = try TrainerState(from: source, blocks, configuration)
      return Checkpoint(
        configuration: configuration, state: state,
        history: try HistoryColumns(
          from: source, steps: state.optimizer.step, columns: configuration.optimizer.options.display.columns
        ).rows,
        records: try RunRecords(from: source, network: configuration.network))
    }
  }
}

extension RunRecords {
  init(from source: CheckpointSource, network: NetworkDefinition) throws {
    typealias Name = CheckpointNames.Experiment
    let experiment = try source.group(CheckpointNames.experiment)
    self.init(commandLine: try experiment.text(Name.commandLine))
    continuations = try experiment.texts(Name.continuations)
    version = try experiment.text(Name.version)
    blasCore = try experiment.contains(Name.blasCore) ? try experiment.text(Name.blasCore) : nil
    vocabulary = try Vocabulary(from: source, of: network)
    dataFile = try DataFileRecord(from: source)
  }
}
