internal import Optimization
internal import LinearAlgebra
internal import Machine
internal import RecurrentNetworks
internal import SequenceData

extension ExperimentConfiguration {
  /// The number of runs, up to `most`, that go on at a time within the memory that may be had; at least 1.
  ///
  /// - Throws: what the data or the network have against them.
  public func runsAtATime(upTo most: Int) throws -> Int {
    switch self.precision {
    case .float: try runsAtATime(Network<Float>(network), upTo: most)
    case .double: try runsAtATime(Network<Double>(network), upTo: most)
    }
  }

  /// Makes sure that the memory for so many runs at a time can be had.
  ///
  /// - Throws: ``TrainingError`` that names what decides, where it cannot.
  public func requireMemory(sharedBy runs: Int) throws {
    let data = try ExperimentData(self)
    switch self.precision {
    case .float: _ = try RunMemory(self, data, Network<Float>(network), sharedBy: runs)
    case .double: _ = try RunMemory(self, data, Network<Double>(network), sharedBy: runs)
    }
  }

  private func runsAtATime<Element: Scalar>(_ network: Network<Element>, upTo most: Int) throws -> Int {
    let (data, limits) = (try ExperimentData(self), MachineLimits.current)
    let possible = (1...max(1, most)).last {
      (try? RunMemory(self, data, network, sharedBy: $0, under: limits)) != nil
    }
    return possible ?? 1
  }
}

/// What a run takes of memory beside its activations, and what is left for these.
struct RunMemory {
  /// The most that kept activations may take: what was asked for; where somebody allows the process less memory than the
  /// machine has, what the rest of the run leaves of it; else nil, no bound.
  let activationLimit: Int?
  /// The most that rows of a curvature may take, nil for no bound and where there are none.
  let rowLimit: Int?

  /// Adds up what a run holds, before any of it is allocated.
  ///
  /// - Parameters:
  ///   - configuration: the choices.
  ///   - data: the data.
  ///   - network: the network.
  ///   - share: how many such runs go on at a time.
  ///   - limits: what may be had.
  /// - Throws: ``TrainingError`` that names what decides, where it cannot be had.
  init<Element: Scalar>(
    _ configuration: ExperimentConfiguration, _ data: ExperimentData, _ network: Network<Element>, sharedBy share: Int,
    under limits: MachineLimits = .current
  ) throws(TrainingError) {
    let optimizer = configuration.optimizer.options
    let parameters = ParameterMemory.need(
      network,
      vectors: limits.restrictsMemory ? Self.allVectors(configuration) : optimizer.vectors.least,
      beside: optimizer.numbersBeside(vectorsOf: ParameterShapes(network.layout)),
      for: "training it with \(optimizer.name)")
    try parameters.require(under: limits, sharedBy: share)

    let memory = SequenceMemory(
      configuration.network, width: MemoryLayout<Element>.stride, noise: configuration.noise)
    let length = configuration.lengths[configuration.lengths.count - 1]
    var packed = MemoryNeed("")
    var largest = MemoryNeed("")
    func consider(_ name: String, _ count: Int, _ split: Split, holds: Bool) {
      let (sequences, rows) = data.rows(count, of: split, length: length)
      let subject = "training with --\(name) \(count)"
      let steps = " (\(sequences) sequences of \(rows / max(1, sequences)) steps)"
      let drawn = memory.need(subject + steps, rows: rows)
      if holds { packed.add(memory.packed, rows) }
      // The sequences of rows are packed once more.
      if optimizer.choosesRows, name == BatchRole.gradient.option { packed.add(memory.drawn, rows) }
      if drawn.bytes > largest.bytes { largest = drawn }
    }
    for role in optimizer.roles {
      let (name, count) = configuration.batchSize(role)
      consider(name, count, .train, holds: true)
    }
    if !configuration.constraints.isNone {
      // W of the evaluator, of the point of products, of the best and of a checkpoint; a scaled direction; the signs.
      packed.add(5 * MemoryLayout<Element>.stride + 1, network.layout.count)
    }
    if configuration.window?.order == .consecutive {
      // What is carried, what a batch begins with, and what it ends with.
      let states = network.states.reduce(0) { $0 + $1.width }
      packed.add(3 * MemoryLayout<Element>.stride * states, configuration.gradientBatch)
    }
    consider("validation-batch", min(configuration.validationBatch, ScoreSum.partSize), .validation, holds: false)
    let rows = RowMemory(configuration, data, network, length: length)
    try rows?.least.require(under: limits, sharedBy: share)
    let decisive = rows.map { $0.least.bytes > largest.bytes ? $0.least : largest } ?? largest
    var total = MemoryNeed(decisive.subject, bytes: largest.bytes)
    total.add(1, packed.bytes)
    total.add(1, parameters.bytes)
    total.add(1, rows?.least.bytes ?? 0)
    try total.require(under: limits, sharedBy: share)

    let left = limits.free.bytes / max(1, share) - total.bytes
    // A tenth is for what is not counted: files, reports, the C library's own.
    let spared = max(0, left - left / 10 - (16 << 20))
    let asked = configuration.memoryLimitInBytes
    guard let rows else {
      (activationLimit, rowLimit) = (asked ?? (limits.restrictsMemory ? spared : nil), nil)
      return
    }
    guard let most = asked ?? (limits.restrictsMemory || rows.bytes > spared ? spared : nil) else {
      (activationLimit, rowLimit) = (nil, nil)
      return
    }
    // What rows leave is for activations; where they would take more than half, they are computed in slabs.
    rowLimit = most / 2
    activationLimit = rows.bytes > most / 2 ? most - most / 2 : most - rows.bytes
  }

  /// Vectors of the size of the parameters at the peak of a run, as measured: those of the optimizer, of the step before and
  /// the best one, of a checkpoint that is written, and the sums of the workers.
  private static func allVectors(_ configuration: ExperimentConfiguration) -> Int {
    let slots = configuration.threads == 1 ? 1 : 2 * configuration.threads
    // Sums of chunks of some 64 sequences wait for their neighbors, at most one a level of the tree; and their total.
    let sequences = configuration.optimizer.options.roles.map { configuration.batchSize($0).count }.max() ?? 1
    let levels = Int.bitWidth - max(2, sequences / 64).leadingZeroBitCount
    return configuration.optimizer.options.vectors.peak + slots + levels + 1
  }
}
