public import DurableFiles
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

  /// Opens the checkpoint file at a path, once it is admitted, and reads its configuration.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(_ path: String) throws(TrainingError) {
    try self.init(
      Self.refusing(path) {
        guard CheckpointSource.isThere(path) else {
          throw TrainingError(.missing, "there is no checkpoint at \(path)")
        }
        return try AdmittedFile(path)
      })
  }

  /// Opens a checkpoint file that has been admitted, and reads its configuration.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(_ file: AdmittedFile) throws(TrainingError) {
    path = file.path
    (source, configuration) = try Self.refusing(file.path) {
      let source = try CheckpointSource(file)
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
    let layer = try ConfigurationLayer(
      yaml: source.text(name), source: "\(source.path): /\(name)", takesFormerNames: true)
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
    let model = try source.group(CheckpointNames.model)
    try configuration.modelConstants.require(in: model, remark: CheckpointConstant.anotherModel)
    if source.version == 1 {
      try requireLikeLayers(of: configuration.network, in: model)
    } else {
      try requireLayers(of: configuration.network, in: source)
    }
  }

  /// Makes sure that the layers are those of the configuration, one by one.
  private static func requireLayers(of network: NetworkDefinition, in source: CheckpointSource) throws {
    for (index, layer) in network.layers.enumerated() {
      let group = try source.group(CheckpointNames.layer(index + 1))
      try layer.constants.require(in: group, remark: CheckpointConstant.anotherModel)
    }
    let next = CheckpointNames.layer(network.layers.count + 1)
    guard try !source.contains(next) else {
      throw source.refusal(
        "/\(next) should not be there: the network of /\(CheckpointNames.configuration) has \(network.layers.count, "layer")"
      )
    }
  }

  /// The same for a file of version 1, whose layers are all alike.
  private static func requireLikeLayers(of network: NetworkDefinition, in model: CheckpointGroup) throws {
    guard let layer = network.commonLayer else {
      throw model.refusal(
        CheckpointNames.Root.version, "be 2 for layers that differ, as in /\(CheckpointNames.configuration)", found: "1"
      )
    }
    try layer.version1Constants(layers: network.layers.count).require(
      in: model, remark: CheckpointConstant.anotherModel)
  }
}
