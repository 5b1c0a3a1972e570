internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks

extension OptimizerState {
  /// Reads the state of the optimizer of a run with that configuration.
  init(
    from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, _ configuration: ExperimentConfiguration
  ) throws {
    typealias Name = CheckpointNames.Optimizer
    let group = try source.group(CheckpointNames.optimizer)
    let (name, expected) = (try group.text(Name.name), configuration.optimizerKind.rawValue)
    guard name == expected else {
      throw group.refusal(
        Name.name, "be \(expected) as in /\(CheckpointNames.configuration)", found: "\"\(name)\"")
    }
    self.init(parameterCount: blocks.layout.count, configuration)
    switch self {
    case .hessianFree(var state):
      state.step = try group.count(Name.iteration)
      state.holdsWarmStart = try group.flag(Name.holdsWarmStart)
      if state.holdsWarmStart { state.direction = try blocks.vector(CheckpointNames.direction) }
      guard case .damping(let lambda, let length) = try StepReach(from: group, configuration) else { return }
      state.lambda = lambda
      state.lastAcceptedLength = length
      let μ = configuration.optimizer.mu
      guard try group.number(Name.mu) == μ else {
        throw group.refusal(
          Name.mu, "be \(μ) as in /\(CheckpointNames.configuration)", found: "\(try group.number(Name.mu))")
      }
      self = .hessianFree(state)
    case .firstOrder(var state):
      state.step = try group.count(Name.iteration)
      state.updates = try group.count(Name.updates)
      state.momentUpdates = try group.count(Name.momentUpdates, upTo: state.updates)
      guard case .learningRate(let rate) = try StepReach(from: group, configuration) else { return }
      state.learningRate = rate
      state.firstMoment = try blocks.vector(CheckpointNames.firstMoment)
      if state.secondMoment.count > 0 {
        state.secondMoment = try blocks.vector(CheckpointNames.secondMoment)
        guard state.secondMoment.elements.allSatisfy({ $0 >= 0 }) else {
          throw source.refusal("/\(CheckpointNames.secondMoment) holds means of squares below 0")
        }
      }
      self = .firstOrder(state)
    }
  }
}

extension StepReach {
  /// Reads what the attributes of a group say about it.
  init(from group: CheckpointGroup, _ configuration: ExperimentConfiguration) throws {
    typealias Name = CheckpointNames.Optimizer
    if configuration.firstOrder == nil {
      self = .damping(
        lambda: try group.magnitude(Name.lambda),
        lastAcceptedLength: try group.optionalMagnitude(Name.lastAcceptedLength))
    } else {
      self = .learningRate(try group.magnitude(Name.learningRate))
    }
  }
}
