import DurableFiles
import Foundation
import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import SystemPackage
import Training

/// What `check` is asked to look at: a model, its parameters and some data.
struct CheckSubject {
  let network: Network<Double>
  let parameters: Vector<Double>
  let sequences: SequenceView
  let options: InvariantOptions
  /// One line that says what is checked.
  let title: String

  /// From a task, a YAML file, a checkpoint or the folder of a run, with options laid over what it says.
  ///
  /// - Parameters:
  ///   - name: what is named.
  ///   - count: the most sequences.
  ///   - choices: the options over those of a YAML file, for a subject that is none of a checkpoint.
  init(_ name: String?, sequences count: Int, _ choices: (String?) throws -> ConfigurationLayer) throws {
    var parameters: Vector<Double>?
    let configuration: ExperimentConfiguration
    if let name, let admitted = try Self.checkpoint(name) {
      let file = try CheckpointFile(admitted)
      configuration = try Self.configuration(of: file, choices(nil))
      parameters = try Checkpoint<Double>(file).parameters
    } else {
      configuration = try Self.configuration(choices(name))
    }
    network = try Network(configuration.network)
    // θ, a gradient, a direction, a product and a difference.
    try ParameterMemory.require(network, vectors: 5, for: "checking it")
    self.parameters =
      try parameters
      ?? network.parametersInGeneralPosition(configuration.initialization, seed: configuration.seed)
    sequences = try configuration.sequences(count)
    try configuration.requireStates(
      sequences, copies: 6, width: MemoryLayout<Double>.stride, for: "checking --length \(configuration.length)")
    options = InvariantOptions(
      normalization: configuration.normalization, weightDecay: configuration.weightDecay,
      structural: configuration.structural, threads: Array(Set([2, 3, configuration.threads])).sorted(),
      seed: configuration.seed)
    let definition = configuration.network
    let source = parameters == nil ? "" : " of \(name ?? "")"
    title = """
      \(configuration.task), T = \(configuration.length), \(sequences.count, "sequence"); \
      \(Self.layers(of: definition)), \
      \(network.layout.count, "parameter")\(source), in double
      """
  }

  private static func layers(of network: NetworkDefinition) -> String {
    guard let layer = network.commonLayer else { return network.layersInWords }
    return "\(network.layers.count) × \(layer.units) \(layer.unitKind)"
  }

  /// The checkpoint that a name stands for: an HDF5 file that is no dataset, or a run folder; nil for anything else.
  ///
  /// - Throws: `TrainingError` if that file had better not be opened.
  private static func checkpoint(_ name: String) throws -> AdmittedFile? {
    if SequenceTasks.names.contains(name) || InputFile.isPipe(name) { return nil }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
    if isFolder.boolValue {
      let path = FilePath(name).appending("checkpoint.h5").string
      return try FileGuard.admit(path)
    }
    guard name.hasSuffix(".h5") || (exists && FileGuard.isHDF5(name)) else { return nil }
    let file = try FileGuard.admit(name)
    return FileFormat(of: file) == .dataset ? nil : file
  }

  private static func configuration(_ choices: ConfigurationLayer) throws -> ExperimentConfiguration {
    var layer = choices
    if let task = layer.task, layer.data == nil, layer.length == nil {
      layer.length = try SequenceTasks.named(task, variant: layer.variant ?? "").smallestLength
    }
    layer.lengthSchedule = nil
    if let data = layer.data { try FileGuard.admit(data) }
    return try ExperimentConfiguration(layer)
  }

  private static func configuration(
    of file: CheckpointFile, _ choices: ConfigurationLayer
  ) throws -> ExperimentConfiguration {
    var layer = choices.over(file.configuration.layer)
    layer.lengthSchedule = nil
    if let data = choices.data {
      try file.requireVocabulary(of: FileGuard.admit(data))
      layer.recipe = choices.recipe
    } else {
      layer.data = try file.dataFile()?.path
    }
    let configuration = try ExperimentConfiguration(layer)
    guard configuration.network == file.configuration.network else {
      throw TrainingError(
        .usage, "the network of \(file.path) is part of the checkpoint: options cannot make it another one")
    }
    return configuration
  }
}
