internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks

extension StoredState {
  /// Reads the state of the optimizer of a run with that configuration.
  init(
    from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, _ configuration: ExperimentConfiguration
  ) throws {
    typealias Name = CheckpointNames.Optimizer
    let group = try source.group(CheckpointNames.optimizer)
    let options = configuration.optimizer.options
    let name = try group.text(Name.name)
    guard name == options.name else {
      throw group.refusal(
        Name.name, "be \(options.name) as in /\(CheckpointNames.configuration)", found: "\"\(name)\"")
    }
    let start = configuration.optimizer(of: blocks.layout, precision: Element.self).storedState
    self.init(try start.value.read(from: group, source, blocks))
    for name in options.repeatedOptions {
      guard case .number(let value)? = options[name] else { continue }
      let found = try group.number(name)
      guard found == value else {
        throw group.refusal(name, "be \(value) as in /\(CheckpointNames.configuration)", found: "\(found)")
      }
    }
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

extension StepReach {
  /// Reads what the attributes of a group say about it, for a run with that configuration.
  init(from group: CheckpointGroup, like state: StoredState<some Scalar>) throws {
    self.init(try state.value.reach(from: group))
  }
}

extension OptimizerState {
  /// The numbers of a reach.
  fileprivate func reach(from group: CheckpointGroup) throws -> [(name: String, value: Double?)] {
    try fields.filter(\.isReach).compactMap { field in
      switch field.kind {
      case .magnitude: (field.name, try group.magnitude(field.name))
      case .optionalMagnitude: (field.name, try group.optionalMagnitude(field.name))
      case .count, .flag, .vector, .array: nil
      }
    }
  }
}
