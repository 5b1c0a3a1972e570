internal import Losses
internal import Foundation
internal import HDF5
internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// Puts a checkpoint into an empty file.
struct CheckpointWriter<Element: Scalar> {
  typealias Names = CheckpointNames

  let checkpoint: Checkpoint<Element>
  let root: Group
  let axes: CheckpointAxes
  private let network: Network<Element>

  init(_ checkpoint: Checkpoint<Element>, to file: File) throws {
    self.checkpoint = checkpoint
    root = try file.root
    axes = CheckpointAxes(root)
    network = try Network(checkpoint.configuration.network)
  }

  func write() throws {
    let attributes = root.attributes
    try attributes.set(Names.Root.format, to: Names.format)
    try attributes.set(Names.Root.version, to: Int64(Names.version))
    try attributes.set(Names.Root.creator, to: "recur \(programVersion)")
    try attributes.set(Names.Root.created, to: Date().formatted(.iso8601))
    try writeModel()
    try writeOptimizer()
    try writeGrowth()
    try writeRandom()
    try writeHistory()
    try writeExperiment()
    try writeBest()
  }

  private func writeModel() throws {
    let definition = network.definition
    let attributes = try root.createGroup(named: Names.model).attributes
    try attributes.set(Names.Model.inputKind, to: definition.input.name)
    try attributes.set(Names.Model.inputs, to: Int64(definition.input.size))
    try attributes.set(Names.Model.outputs, to: Int64(definition.outputs))
    try attributes.set(Names.Model.loss, to: definition.loss.rawValue)
    try attributes.set(Names.Model.initialState, to: definition.initialState.rawValue)
    try attributes.set(Names.Model.precision, to: Element.precision.rawValue)
    for (index, layer) in definition.layers.enumerated() {
      let attributes = try root.createGroup(named: Names.layer(index + 1)).attributes
      try attributes.set(Names.Layer.cell, to: layer.cell)
      try attributes.set(Names.Layer.units, to: Int64(layer.units))
      try attributes.set(Names.Layer.activation, to: layer.activation.rawValue)
      for (name, value) in layer.options.sorted(by: { $0.key < $1.key }) { try attributes.set(name, to: Int64(value)) }
    }
    try checkpoint.records.vocabulary?.write(to: root)
    try write(checkpoint.state.parameters, to: Names.parameters)
  }

  private func writeOptimizer() throws {
    typealias Name = Names.Optimizer
    let state = checkpoint.state
    let attributes = try root.createGroup(named: Names.optimizer).attributes
    let options = checkpoint.configuration.optimizer.options
    try attributes.set(Name.name, to: options.name)
    for name in options.repeatedOptions {
      if case .number(let value)? = options[name] { try attributes.set(name, to: value) }
    }
    try write(state.optimizer.value, to: attributes)
    try attributes.set(Name.overflows, to: Int64(state.overflows))
    try attributes.set(Name.rejections, to: Int64(state.rejections))
    try attributes.set(Name.tests, to: Int64(state.tests))
    try attributes.set(Name.minibatches, to: state.progress.cost.minibatches)
    try attributes.set(Name.forwardMinibatches, to: state.progress.cost.forwardMinibatches)
    try attributes.set(Name.seconds, to: state.seconds)
    if let verdict = state.verdict { try attributes.set(Name.verdict, to: verdict.rawValue) }
    if let latest = state.latest { try write(latest, to: attributes, Name.latest) }
    if let previous = state.previous { try write(previous, to: Names.previous) }
  }

  /// Writes the state of an optimizer as its fields say.
  private func write<State: OptimizerState<Element>>(_ state: State, to attributes: Attributes) throws {
    for field in state.fields where field.isStored {
      switch field.kind {
      case .count(let path, _): try attributes.set(field.name, to: Int64(state[keyPath: path]))
      case .magnitude(let path): try attributes.set(field.name, to: state[keyPath: path])
      case .optionalMagnitude(let path):
        if let value = state[keyPath: path] { try attributes.set(field.name, to: value) }
      case .flag(let path): try attributes.set(field.name, to: UInt8(state[keyPath: path] ? 1 : 0))
      case .vector(let path, _): try write(state[keyPath: path], to: "\(Names.optimizer)/\(field.name)")
      case .array(let path): try write(array: state[keyPath: path], field.name)
      }
    }
  }

  private func writeGrowth() throws {
    typealias Name = Names.Optimizer
    let growth = checkpoint.state.growth
    let attributes = try root.createGroup(named: Names.growth).attributes
    try attributes.set(Name.lengths, to: growth.lengths.map { Int64($0) })
    try attributes.set(Name.index, to: Int64(growth.index))
    try attributes.set(Name.stepsAbove, to: Int64(growth.stepsAbove))
    try attributes.set(Name.returns, to: Int64(growth.returns))
    if let snapshot = growth.snapshot { try write(snapshot, to: Names.snapshot) }
  }

  private func writeRandom() throws {
    let progress = checkpoint.state.progress
    let attributes = try root.createGroup(named: Names.random).attributes
    try attributes.set(Names.Random.generator, to: Names.Random.philox)
    try attributes.set(Names.Random.seed, to: checkpoint.configuration.seed)
    try attributes.set(Names.Random.solves, to: progress.solves)
    for (split, position) in progress.positions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try attributes.set(split.rawValue + Names.Random.position, to: Int64(position))
    }
  }

  private func writeHistory() throws {
    let group = try root.createGroup(named: Names.history)
    let own = checkpoint.configuration.optimizer.options.display.columns
    try HistoryColumns(checkpoint.history, own).write(to: group)
  }

  private func writeExperiment() throws {
    typealias Name = Names.Experiment
    let records = checkpoint.records
    try root.createDataset(named: Names.configuration, string: checkpoint.configuration.layer.yaml)
    let attributes = try root.group(Names.experiment).attributes
    try attributes.set(Name.commandLine, to: records.commandLine)
    if !records.continuations.isEmpty { try attributes.set(Name.continuations, to: records.continuations) }
    try attributes.set(Name.version, to: records.version)
    try attributes.set(Name.blasCore, to: BLASLibrary.core)
    try attributes.set(Name.host, to: Processor.name)
    try attributes.set(Name.threads, to: Int64(checkpoint.configuration.threads))
    if let dataFile = records.dataFile {
      try attributes.set(Name.dataPath, to: dataFile.path)
      if let path = dataFile.pathFromRun { try attributes.set(Name.dataPathFromRun, to: path) }
      try attributes.set(Name.dataDigest, to: dataFile.sha256)
    }
  }

  private func writeBest() throws {
    guard let best = checkpoint.state.best else { return }
    let attributes = try root.createGroup(named: Names.best).attributes
    try attributes.set(Names.Best.step, to: Int64(best.step))
    try write(best.score, to: attributes, Names.Best.score)
    try write(best.parameters, to: Names.bestParameters)
  }

  // MARK: - Parts that occur more than once

  private func write(_ score: Score, to attributes: Attributes, _ name: String) throws {
    try attributes.set(name + Names.loss, to: score.loss)
    if let wrong = score.wrong { try attributes.set(name + Names.wrong, to: Int64(wrong)) }
    try attributes.set(name + Names.sequences, to: Int64(score.sequences))
  }

  private func write(_ reach: StepReach, to attributes: Attributes) throws {
    for (name, value) in reach.numbers {
      if let value { try attributes.set(name, to: value) }
    }
  }

  private func write(_ point: Snapshot<Element>, to path: String) throws {
    let attributes = try root.createGroup(named: path).attributes
    try write(point.reach, to: attributes)
    try write(point.parameters, to: "\(path)/\(Names.pointParameters)")
  }

  /// Writes a vector of the network as its named blocks.
  private func write(_ vector: Vector<Element>, to path: String) throws {
    let group = try root.createGroup(named: path)
    for block in network.layout.blocks {
      let dataset = try write(Array(vector[block.range]), to: group, block)
      try axes.describe(dataset, of: block)
    }
  }

  /// Writes numbers of the optimizer that belong to no parameter, where there are any.
  private func write(array: Vector<Element>, _ name: String) throws {
    guard array.count > 0 else { return }
    let dataset = try write(
      array.elements, to: root.group(Names.optimizer), name, shape: [array.count])
    try axes.describe(dataset, numbering: "\(name)_number")
  }

  private func write(_ elements: [Element], to group: Group, _ block: ParameterBlock) throws -> Dataset {
    try write(elements, to: group, block.name, shape: block.shape)
  }

  private func write(_ elements: [Element], to group: Group, _ name: String, shape: [Int]) throws -> Dataset {
    // A look at the whole array, not at each of its elements: see `CheckpointBlocks`.
    let values: Any = elements
    if let values = values as? [Float] {
      return try group.createDataset(named: name, values: values, shape: shape, options: CheckpointStorage.options)
    }
    return try group.createDataset(
      named: name, values: values as? [Double] ?? elements.map { Double($0) }, shape: shape,
      options: CheckpointStorage.options)
  }
}
