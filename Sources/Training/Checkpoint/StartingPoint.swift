internal import Losses
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// The parameters of a checkpoint, from which another run begins: those of a shorter length, for instance.
struct StartingPoint<Element: Scalar> {
  let parameters: Vector<Element>
  private let path: String
  private let vocabulary: Vocabulary?

  /// Reads the last parameters of a run folder or a checkpoint, in whatever precision it is.
  ///
  /// - Throws: ``TrainingError`` if it cannot be read, or holds another network.
  init(_ path: String, for network: NetworkDefinition) throws {
    self.path = path
    let file = try CheckpointFile(RunLocation(path).checkpoint)
    let found = file.configuration.network
    guard found == network else {
      throw TrainingError(
        .usage,
        "--initialize-from \(path) should hold the network that is to be trained, \(network.words); it holds \(found.words)"
      )
    }
    switch file.precision {
    case .float:
      let checkpoint = try Checkpoint<Float>(file)
      (parameters, vocabulary) = (checkpoint.parameters.converted(), checkpoint.records.vocabulary)
    case .double:
      let checkpoint = try Checkpoint<Double>(file)
      (parameters, vocabulary) = (checkpoint.parameters.converted(), checkpoint.records.vocabulary)
    }
  }

  /// Symbols of another text stand for other characters, however many there are.
  func requireSymbols(of data: ExperimentData) throws(TrainingError) {
    if let vocabulary, vocabulary != data.vocabulary {
      throw TrainingError(.usage, "--initialize-from \(path) was trained on a text with another vocabulary")
    }
  }
}

extension NetworkDefinition {
  /// The network in words that tell it from others.
  var words: String {
    let start = learnsInitialState ? "learned" : "zero"
    return
      "\(layersInWords) with a \(start) initial state, that reads \(input) and has \(outputs) outputs with loss \(loss.rawValue)"
  }
}
