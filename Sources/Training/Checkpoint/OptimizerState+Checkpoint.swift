internal import HDF5
internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks

extension StoredState {
  /// Reads the state of the optimizer of a run with that configuration.
  init(
    from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, _ configuration: ExperimentConfiguration
  ) throws {
    let group = try source.group(CheckpointNames.optimizer)
    try configuration.optimizer.options.constants.require(in: group)
    let start = configuration.optimizer(of: blocks.layout, precision: Element.self).storedState
    self.init(try start.value.read(from: group, source, blocks))
  }
}

extension OptimizerState {
  /// This state with every number and vector in the place of its own: first the numbers, on which it depends what vectors
  /// there are.
  fileprivate func read(
    from group: CheckpointGroup, _ source: CheckpointSource, _ blocks: CheckpointBlocks<Element>
  ) throws -> any OptimizerState<Element> {
    var state = self
    for field in state.fields {
      switch field.kind {
      case .count(let path, let most):
        let bound = most.map { state[keyPath: $0] } ?? CheckpointSource.largestCount
        state[keyPath: path] = try group.count(field.name, upTo: bound)
      case .magnitude(let path): state[keyPath: path] = try group.magnitude(field.name)
      case .optionalMagnitude(let path): state[keyPath: path] = try group.optionalMagnitude(field.name)
      case .flag(let path): state[keyPath: path] = try group.flag(field.name)
      case .vector, .array: break
      }
    }
    for field in state.fields where field.isStored {
      let name = "\(CheckpointNames.optimizer)/\(field.name)"
      if case .array(let path) = field.kind, state[keyPath: path].count > 0 {
        state[keyPath: path] = try blocks.array(name, count: state[keyPath: path].count)
      }
      guard case .vector(let path, let nonNegative) = field.kind else { continue }
      let vector = try blocks.vector(name)
      if let nonNegative, !vector.elements.allSatisfy({ $0 >= 0 }) {
        throw source.refusal("/\(name) holds \(nonNegative) below 0")
      }
      state[keyPath: path] = vector
    }
    return state
  }
}

extension OptimizerState {
  /// How far the step from a point goes, as the attributes of its group say.
  func reach(from group: CheckpointGroup) throws -> StepReach {
    StepReach(
      try fields.filter(\.isReach).compactMap { field in
        switch field.kind {
        case .magnitude: (field.name, try group.magnitude(field.name))
        case .optionalMagnitude: (field.name, try group.optionalMagnitude(field.name))
        case .count, .flag, .vector, .array: nil
        }
      })
  }

  /// Writes the state as its fields say.
  func write(to group: CheckpointOutput) throws {
    for field in fields where field.isStored {
      switch field.kind {
      case .count(let path, _): try group.attributes.set(field.name, to: Int64(self[keyPath: path]))
      case .magnitude(let path): try group.attributes.set(field.name, to: self[keyPath: path])
      case .optionalMagnitude(let path):
        if let value = self[keyPath: path] { try group.attributes.set(field.name, to: value) }
      case .flag(let path): try group.attributes.set(field.name, to: UInt8(self[keyPath: path] ? 1 : 0))
      case .vector(let path, _): try group.write(self[keyPath: path], field.name)
      case .array(let path): try group.write(array: self[keyPath: path], field.name)
      }
    }
  }
}
