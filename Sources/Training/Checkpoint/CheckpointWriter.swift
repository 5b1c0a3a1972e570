internal import Foundation
internal import HDF5
internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

/// Puts a checkpoint into an empty file.
struct CheckpointWriter<Element: Scalar> {
  private let checkpoint: Checkpoint<Element>
  private let root: CheckpointOutput
  private let context: CheckpointContext

  init(_ checkpoint: Checkpoint<Element>, to file: File) throws {
    self.checkpoint = checkpoint
    let layout = try Network<Element>(checkpoint.configuration.network).layout
    root = CheckpointOutput(try file.root, layout)
    context = CheckpointContext(
      configuration: checkpoint.configuration, optimizer: checkpoint.state.optimizer.value, layout: layout)
  }

  func write() throws {
    typealias Name = CheckpointNames.Root
    try root.attributes.set(Name.format, to: CheckpointNames.format)
    try root.attributes.set(Name.version, to: Int64(CheckpointNames.version))
    try root.attributes.set(Name.creator, to: "recur \(programVersion)")
    try root.attributes.set(Name.created, to: Date().formatted(.iso8601))
    try writeModel()
    let optimizer = try root.group(CheckpointNames.optimizer)
    try checkpoint.configuration.optimizer.options.constants.write(to: optimizer.attributes)
    try checkpoint.state.optimizer.value.write(to: optimizer)
    for field in Checkpoint<Element>.fields { try field.write(checkpoint, root, context) }
  }

  private func writeModel() throws {
    let configuration = checkpoint.configuration
    try configuration.modelConstants.write(to: root.group(CheckpointNames.model).attributes)
    for (index, layer) in configuration.network.layers.enumerated() {
      try layer.constants.write(to: root.group(CheckpointNames.layer(index + 1)).attributes)
    }
    try checkpoint.records.vocabulary?.write(to: root.storage)
    let (model, name) = CheckpointNames.encoding
    try checkpoint.records.encoding.write(to: root.group(model).storage, named: name)
    try root.write(checkpoint.parameters, CheckpointNames.parameters)
  }
}
