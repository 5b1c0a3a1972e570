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
      let layout = try Network<Element>(configuration.network).layout
      let blocks = CheckpointBlocks<Element>(source, layout)
      let parameters = try blocks.vector(CheckpointNames.parameters)
      let optimizer = try StoredState(from: source, blocks, configuration)
      var checkpoint = Checkpoint(
        configuration: configuration,
        state: TrainerState(
          parameters: parameters, optimizer: optimizer, growth: LengthGrowth(configuration.lengths)),
        history: [], records: RunRecords())
      let context = CheckpointContext(configuration: configuration, optimizer: optimizer.value, layout: layout)
      for field in Checkpoint.fields { try field.read(&checkpoint, source.top, context) }
      checkpoint.records.vocabulary = try Vocabulary(from: source, of: configuration.network)
      checkpoint.records.encoding = try source.encoding(of: configuration.network)
      return checkpoint
    }
  }
}
