internal import HDF5
internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

extension TrainerState {
  /// Reads the state of a run with that configuration.
  init(
    from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, _ configuration: ExperimentConfiguration
  ) throws {
    typealias Name = CheckpointNames.Optimizer
    let group = try source.group(CheckpointNames.optimizer)
    let parameters = try blocks.vector(CheckpointNames.parameters)
    let optimizer = try StoredState(from: source, blocks, configuration)
    self.init(
      parameters: parameters, optimizer: optimizer,
      growth: try LengthGrowth(from: source, blocks, configuration, optimizer))
    overflows = try group.count(Name.overflows, upTo: optimizer.step)
    rejections = try group.count(Name.rejections, upTo: optimizer.step)
    tests = try group.count(Name.tests, upTo: optimizer.step)
    seconds = try group.magnitude(Name.seconds)
    if try group.contains(Name.verdict) { verdict = try group.choice(Name.verdict, as: RunOutcome.self) }
    if try group.contains(Name.latest + CheckpointNames.loss) { latest = try group.score(Name.latest) }
    if try source.contains(CheckpointNames.previous) {
      previous = try Snapshot(from: source, CheckpointNames.previous, blocks, optimizer)
    }
    if try source.contains(CheckpointNames.best) {
      best = try BestPoint(from: source, blocks, steps: optimizer.step)
    }
    progress = try ObjectiveProgress(from: source, configuration)
    progress.cost.minibatches = try group.magnitude(Name.minibatches)
    progress.cost.forwardMinibatches = try group.magnitude(Name.forwardMinibatches)
  }
}

extension Snapshot {
  fileprivate init(
    from source: CheckpointSource, _ path: String, _ blocks: CheckpointBlocks<Element>,
    _ optimizer: StoredState<Element>
  ) throws {
    let group = try source.group(path)
    self.init(
      parameters: try blocks.vector("\(path)/\(CheckpointNames.pointParameters)"),
      reach: try StepReach(from: group, like: optimizer))
  }
}

extension BestPoint {
  fileprivate init(from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, steps: Int) throws {
    typealias Name = CheckpointNames.Best
    let group = try source.group(CheckpointNames.best)
    self.init(
      step: try group.count(Name.step, upTo: steps), score: try group.score(Name.score),
      parameters: try blocks.vector(CheckpointNames.bestParameters))
  }
}

extension LengthGrowth {
  fileprivate init(
    from source: CheckpointSource, _ blocks: CheckpointBlocks<Element>, _ configuration: ExperimentConfiguration,
    _ optimizer: StoredState<Element>
  ) throws {
    typealias Name = CheckpointNames.Optimizer
    let steps = optimizer.step
    let group = try source.group(CheckpointNames.growth)
    let lengths = try group.counts(Name.lengths)
    // Returns put lengths between those asked for, and take none away.
    guard lengths.first == configuration.lengths.first, lengths.last == configuration.lengths.last,
      zip(lengths, lengths.dropFirst()).allSatisfy(<), Set(lengths).isSuperset(of: configuration.lengths)
    else {
      throw group.refusal(Name.lengths, "rise through \(configuration.lengths)", found: "\(lengths)")
    }
    let index = try group.count(Name.index, upTo: lengths.count - 1)
    let hasSnapshot = try index > 0 || source.contains(CheckpointNames.snapshot)
    let snapshot =
      hasSnapshot
      ? try Snapshot(from: source, CheckpointNames.snapshot, blocks, optimizer) : nil
    self.init(
      lengths, index: index, snapshot: snapshot,
      stepsAbove: try group.count(Name.stepsAbove, upTo: steps), returns: try group.count(Name.returns, upTo: steps))
  }
}

extension ObjectiveProgress {
  fileprivate init(from source: CheckpointSource, _ configuration: ExperimentConfiguration) throws {
    typealias Name = CheckpointNames.Random
    self.init()
    let group = try source.group(CheckpointNames.random)
    guard try group.text(Name.generator) == Name.philox else {
      throw group.refusal(Name.generator, "be \(Name.philox)", found: "\"\(try group.text(Name.generator))\"")
    }
    let seed = try group.bits(Name.seed)
    guard seed == configuration.seed else {
      throw group.refusal(
        Name.seed, "be \(configuration.seed) as in /\(CheckpointNames.configuration)", found: "\(seed)")
    }
    solves = UInt64(try group.count(Name.solves))
    for split in Split.allCases where try group.contains(split.rawValue + Name.position) {
      positions[split] = try group.count(split.rawValue + Name.position)
    }
  }
}
