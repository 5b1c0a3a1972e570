internal import Losses
internal import HDF5
public import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// A checkpoint file that is whole and says what was trained: enough to decide in which precision to read the rest
/// (``Checkpoint/init(_:)``).
public struct CheckpointFile {
  /// Where it is.
  public let path: String
  /// The choices of the run.
  public let configuration: ExperimentConfiguration
  /// The precision in which its parameters are stored, and the run goes on.
  public var precision: Precision { configuration.precision }
  let source: CheckpointSource

  /// Opens a checkpoint file and reads its configuration.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(_ path: String) throws(TrainingError) {
    self.path = path
    (source, configuration) = try Self.refusing(path) {
      let source = try CheckpointSource(path)
      let configuration = try Self.configuration(in: source)
      try Self.requireModel(of: configuration, in: source)
      return (source, configuration)
    }
  }

  /// Whatever goes wrong in reading, as one sentence.
  static func refusing<Result>(_ path: String, _ body: () throws -> Result) throws(TrainingError) -> Result {
    do {
      return try body()
    } catch let error as TrainingError {
      throw error
    } catch let error as HDF5Error {
      throw TrainingError(.data, "\(error)")
    } catch {
      throw TrainingError(.data, "\(path): \(error)")
    }
  }

  private static func configuration(in source: CheckpointSource) throws -> ExperimentConfiguration {
    let name = CheckpointNames.configuration
    let layer = try ConfigurationLayer(yaml: source.text(name), source: "\(source.path): /\(name)")
    let shape = try shape(in: source)
    do {
      return try ExperimentConfiguration(layer, shape: layer.data == nil ? nil : shape)
    } catch {
      // The same sentence as for a command line, but the fault lies with the file.
      throw source.refusal("/\(name): \(error)")
    }
  }

  /// What the network has been made for: the data themselves need not be there.
  private static func shape(in source: CheckpointSource) throws -> DataShape {
    typealias Name = CheckpointNames.Model
    let model = try source.group(CheckpointNames.model)
    // Beyond what any machine holds, and small enough that sizes computed from it do not overflow.
    let most = 100_000_000
    let inputs = try model.count(Name.inputs, upTo: most)
    let outputs = try model.count(Name.outputs, upTo: most)
    let kind = try model.text(Name.inputKind)
    let loss = try model.choice(Name.loss, as: Loss.self)
    return DataShape(
      inputs: kind == InputKind.symbols(1).name ? .symbols(cardinality: inputs) : .real(features: inputs),
      outputs: loss.target == .classes ? .classes(cardinality: outputs) : .real(outputs: outputs), loss: loss)
  }

  /// Makes sure that `/model` is the network of the configuration.
  private static func requireModel(of configuration: ExperimentConfiguration, in source: CheckpointSource) throws {
    typealias Name = CheckpointNames.Model
    let model = try source.group(CheckpointNames.model)
    let network = configuration.network
    let texts = [
      (Name.cell, network.cell), (Name.activation, network.activation.rawValue), (Name.inputKind, network.input.name),
      (Name.loss, network.loss.rawValue), (Name.initialState, network.initialState.rawValue),
      (Name.precision, configuration.precision.rawValue),
    ]
    for (name, expected) in texts {
      let found = try model.text(name)
      guard found == expected else { throw another(model, name, expected, found) }
    }
    let counts = [
      (Name.inputs, network.input.size), (Name.hidden, network.hidden), (Name.layers, network.layers),
      (Name.outputs, network.outputs),
    ]
    for (name, expected) in counts {
      let found = try model.count(name)
      guard found == expected else { throw another(model, name, "\(expected)", "\(found)") }
    }
  }

  private static func another(
    _ model: CheckpointGroup, _ name: String, _ expected: String, _ found: String
  ) -> TrainingError {
    model.refusal(
      name, "be \(expected) as in /\(CheckpointNames.configuration)", found: "\(found): this is another model")
  }
}
