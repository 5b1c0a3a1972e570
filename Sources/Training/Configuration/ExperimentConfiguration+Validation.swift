internal import DurableFiles
internal import Optimization
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// Checks every number against its range.
  func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible)
      throws(TrainingError)
    {
      if !condition { throw TrainingError(.usage, "--\(name) should be \(expected), got \("\(found)".excerpt)") }
    }
    try validateLayers(require)
    // The upper bounds are beyond what any machine holds, and keep sizes computed from these from overflowing.
    let counts = [
      ("threads", threads, 1024), ("layers", network.layers.count, 1024),
      ("gradient-batch", gradientBatch, 100_000_000), ("curvature-batch", curvatureBatch, 100_000_000),
      ("backtracking-batch", backtrackingBatch, 100_000_000), ("validation-batch", validationBatch, 100_000_000),
      ("cg-iterations", optimizer.conjugateGradient.iterationCap, 1_000_000),
      ("cg-patience", optimizer.conjugateGradient.heldOutPatience ?? 1, 1_000_000),
      ("updates", firstOrder?.updates ?? 1, 1_000_000), ("checkpoint-every", checkpointEvery, .max),
      ("keep", keep, .max),
    ]
    for (name, value, most) in network.layers.map({ (network.nameOfUnits, $0.units, 65_536) }) + counts {
      try require(value >= 1, name, "at least 1", value)
      try require(value <= most, name, "at most \(most)", value)
    }
    if let window {
      try require(window.length >= 1, "window", "at least 1", window.length)
      try require(window.length <= LengthSchedule.longest, "window", "at most \(LengthSchedule.longest)", window.length)
      try require(
        window.warmUp >= 0 && window.warmUp < window.length, "warm-up",
        "at least 0 and less than the window of \(window.length)",
        window.warmUp)
    }
    try require((iterations ?? 0) >= 0, "iterations", "at least 0", iterations ?? 0)
    let nonNegative = [
      ("lambda", optimizer.initialLambda), ("mu", optimizer.mu), ("weight-decay", weightDecay),
      ("cg-tolerance", optimizer.conjugateGradient.progressTolerance),
      ("cg-residual", optimizer.conjugateGradient.residualTolerance ?? 0), ("minibatches", minibatches),
      ("seconds", seconds ?? 0), ("input-scale", initialization.inputScale ?? 0),
    ]
    for (name, value) in nonNegative {
      try require(value >= 0 && value < .infinity, name, "a number of at least 0", value)
    }
    try require(
      optimizer.warmStart >= 0 && optimizer.warmStart <= 1, "warm-start", "between 0 and 1", optimizer.warmStart)
    let factor = optimizer.levenbergMarquardt.factor
    try require(factor >= 1 && factor < .infinity, "lambda-factor", "a number of at least 1", factor)
    if let firstOrder { try validate(firstOrder, require) }
    try require(targetWrong > 0 && targetWrong <= 1, "target-wrong", "above 0 and at most 1", targetWrong)
  }
  /// Checks what each layer is made of.
  private func validateLayers(
    _ require: (Bool, String, String, String) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    let cells = CellRegistry.names.joined(separator: ", ")
    let isList = network.commonLayer == nil
    for layer in network.layers {
      let kind = CellRegistry[layer.cell]
      try require(kind != nil, isList ? "layers" : "cell", isList ? "made of \(cells)" : "one of \(cells)", layer.cell)
      try require(
        layer.activation == .tanh || kind?.hasActivation == true, isList ? "layers" : "activation",
        isList
          ? "without an activation of \(layer.cell): its gates have theirs"
          : "left out: the gates of the cell \(layer.cell) have theirs",
        layer.activation.rawValue)
      do { try layer.validate() } catch { throw TrainingError(.usage, "--layers: \(error)") }
    }
  }

  private func validate(
    _ options: FirstOrderOptions,
    _ require: (Bool, String, String, Double) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    let rate = options.learningRate
    try require(rate > 0 && rate < .infinity, "learning-rate", "a number above 0", rate)
    let decay = options.learningRateDecay
    try require(decay >= 0 && decay < .infinity, "learning-rate-decay", "a number of at least 0", decay)
    let momentum = options.momentum
    try require(momentum >= 0 && momentum < 1, "momentum", "at least 0 and below 1", momentum)
    let norm = options.clipNorm ?? 1
    try require(norm > 0 && norm < .infinity, "clip-norm", "a number above 0, or none", norm)
  }
}

extension NetworkDefinition {
  /// The option that says how many units a layer has.
  fileprivate var nameOfUnits: String { commonLayer == nil ? "layers" : "hidden" }
}
