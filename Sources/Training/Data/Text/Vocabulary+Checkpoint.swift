internal import Losses
internal import HDF5
internal import RecurrentNetworks
internal import SequenceData

extension Vocabulary {
  /// The vocabulary in a checkpoint, or nothing where there is none.
  ///
  /// - Throws: a sentence where it is damaged, or is not that of the network.
  init?(from source: CheckpointSource, of network: NetworkDefinition) throws {
    let name = CheckpointNames.vocabulary
    guard try source.contains(name) else { return nil }
    guard network.predictsItsSymbols else {
      throw source.refusal(
        "/\(name) should be that of a network that predicts the symbols it reads, this one reads \(network.input) and has \(network.outputs) outputs with loss \(network.loss.rawValue)"
      )
    }
    let dataset = try source.dataset(name, shape: [network.outputs])
    let attributes = CheckpointGroup(dataset, name: name, of: source)
    let unknown = try attributes.integer(CheckpointNames.Vocabulary.unknown, in: -1...network.outputs - 1)
    do {
      try self.init(
        symbols: try dataset.readStrings(),
        unit: try attributes.choice(CheckpointNames.Vocabulary.unit, as: TextUnit.self),
        unknown: unknown < 0 ? nil : unknown)
    } catch let error as VocabularyError {
      throw source.refusal("/\(name): \(error)")
    }
  }

  /// Stores it in a file that has a group for it.
  func write(to root: Group) throws {
    let dataset = try root.createScale(named: CheckpointNames.vocabulary, strings: symbols)
    try dataset.attributes.set(CheckpointNames.Vocabulary.unit, to: unit.rawValue)
    try dataset.attributes.set(CheckpointNames.Vocabulary.unknown, to: Int64(unknown ?? -1))
  }
}

extension NetworkDefinition {
  /// Whether the outputs are the probabilities of the symbols that the network reads: then it can be a model of text.
  var predictsItsSymbols: Bool { input == .symbols(outputs) && loss == .softmax }
}
