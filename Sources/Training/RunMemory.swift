internal import LinearAlgebra
internal import Machine
internal import RecurrentNetworks
internal import SequenceData

/// What a run takes of memory beside its activations, and what is left for these.
struct RunMemory {
  /// The most that kept activations may take: what was asked for; where somebody allows the process less memory than the
  /// machine has, what the rest of the run leaves of it; else nil, no bound.
  let activationLimit: Int?

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
    let optimizer = configuration.optimizerKind
    let sums = configuration.threads == 1 ? 2 : 2 * configuration.threads + 1
    let parameters = ParameterMemory.need(
      network, vectors: ParameterMemory.vectors(optimizer) + (limits.restrictsMemory ? sums : 0),
      for: "training it with \(optimizer.rawValue)")
    try parameters.require(under: limits, sharedBy: share)

    let memory = SequenceMemory(configuration.network, width: MemoryLayout<Element>.stride)
    let length = configuration.lengths[configuration.lengths.count - 1]
    var batches = [("gradient-batch", configuration.gradientBatch)]
    if configuration.firstOrder == nil {
      batches += [
        ("curvature-batch", configuration.curvatureBatch), ("backtracking-batch", configuration.backtrackingBatch),
      ]
    }
    var packed = MemoryNeed("")
    var largest = MemoryNeed("")
    func consider(_ name: String, _ count: Int, _ split: Split, holds: Bool) {
      let (sequences, rows) = data.rows(count, of: split, length: length)
      let subject = "training with --\(name) \(count)"
      let steps = " (\(sequences) sequences of \(rows / max(1, sequences)) steps)"
      let drawn = memory.need(subject + steps, rows: rows)
      if holds { packed.add(memory.packed, rows) }
      if drawn.bytes > largest.bytes { largest = drawn }
    }
    for (name, count) in batches { consider(name, count, .train, holds: true) }
    consider("validation-batch", min(configuration.validationBatch, ScoreSum.partSize), .validation, holds: false)
    var total = MemoryNeed(largest.subject, bytes: largest.bytes)
    total.add(1, packed.bytes)
    total.add(1, parameters.bytes)
    try total.require(under: limits, sharedBy: share)

    guard configuration.memoryLimit == nil, limits.restrictsMemory else {
      activationLimit = configuration.memoryLimit
      return
    }
    let left = limits.free.bytes / max(1, share) - total.bytes
    // A tenth is for what is not counted: files, reports, the C library's own.
    activationLimit = max(0, left - left / 10 - (16 << 20))
  }
}
