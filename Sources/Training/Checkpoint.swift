internal import Foundation
internal import HDF5
public import LinearAlgebra
internal import HessianFree
internal import RecurrentNetworks

/// What a run leaves behind: the network, its parameters, and the configuration that made them.
///
/// On disk it is an HDF5 file of format `recur.checkpoint`; the parameters are under `/model/parameters`, one dataset for
/// each block, so that anybody can read them with h5py or h5dump.
public struct Checkpoint<Element: Scalar>: Sendable {
  /// The highest format version that this program reads and the one it writes.
  public static var formatVersion: Int { 1 }

  /// The choices of the run.
  public let configuration: ExperimentConfiguration
  /// The parameters.
  public let parameters: Vector<Element>
  /// The steps taken.
  public let iteration: Int
  /// λ of the next step.
  public let lambda: Double

  /// A checkpoint from its parts.
  public init(configuration: ExperimentConfiguration, parameters: Vector<Element>, iteration: Int, lambda: Double) {
    self.configuration = configuration
    self.parameters = parameters
    self.iteration = iteration
    self.lambda = lambda
  }

  /// Writes the checkpoint in place of the one at `path`, which stays whole whatever happens.
  ///
  /// - Throws: ``TrainingError`` if it cannot be written.
  public func write(to path: String, commandLine: String) throws {
    let network = try Network<Element>(configuration.network)
    do {
      try File.replacing(path) { file in
        let root = try file.root.attributes
        try root.set("format", to: "recur.checkpoint")
        try root.set("format_version", to: Int64(Self.formatVersion))
        try root.set("creator", to: "recur \(programVersion)")
        try root.set("created", to: Date().formatted(.iso8601))
        try writeModel(network, to: try file.root.createGroup(named: "model"))
        let optimizer = try file.root.createGroup(named: "optimizer").attributes
        try optimizer.set("name", to: "hf")
        try optimizer.set("lambda", to: lambda)
        try optimizer.set("mu", to: configuration.optimizer.mu)
        try optimizer.set("iteration", to: Int64(iteration))
        let experiment = try file.root.createGroup(named: "experiment")
        try experiment.createDataset(named: "configuration", string: configuration.layer.yaml)
        try experiment.attributes.set("command_line", to: commandLine)
        try experiment.attributes.set("version", to: programVersion)
      }
    } catch let error as HDF5Error {
      throw TrainingError(.writing, "the checkpoint \(path) cannot be written: \(error.reason)")
    }
  }

  private func writeModel(_ network: Network<Element>, to model: Group) throws {
    let definition = network.definition
    let attributes = model.attributes
    try attributes.set("cell", to: definition.cell)
    try attributes.set("activation", to: definition.activation.rawValue)
    try attributes.set("input_kind", to: definition.input.isSymbols ? "symbols" : "features")
    try attributes.set("inputs", to: Int64(definition.input.size))
    try attributes.set("hidden", to: Int64(definition.hidden))
    try attributes.set("layers", to: Int64(definition.layers))
    try attributes.set("outputs", to: Int64(definition.outputs))
    try attributes.set("loss", to: definition.loss.rawValue)
    try attributes.set("initial_state", to: definition.learnsInitialState ? "learned" : "zero")
    try attributes.set("precision", to: Element.precision.rawValue)
    let group = try model.createGroup(named: "parameters")
    for block in network.layout.blocks {
      let slice = parameters[block.range]
      if Element.precision == .float {
        try group.createDataset(named: block.name, values: slice.map { Float($0) }, shape: block.shape)
      } else {
        try group.createDataset(named: block.name, values: slice.map { Double($0) }, shape: block.shape)
      }
    }
  }
}

extension InputKind {
  fileprivate var isSymbols: Bool { if case .symbols = self { true } else { false } }
}
