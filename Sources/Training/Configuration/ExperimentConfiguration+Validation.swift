internal import DurableFiles
internal import Optimization
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// Checks every number against its range; `isLayerList` says whether the layers were written one by one.
  func validate(isLayerList: Bool) throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible)
      throws(TrainingError)
    {
      if !condition { throw TrainingError(.usage, "--\(name) should be \(expected), got \("\(found)".excerpt)") }
    }
    try validateLayers(isList: isLayerList, require)
    // The upper bounds are beyond what any machine holds, and keep sizes computed from these from overflowing.
    let counts = [
      ("threads", threads, 1024), ("layers", network.layers.count, 1024),
      ("gradient-batch", gradientBatch, 100_000_000), ("curvature-batch", curvatureBatch, 100_000_000),
      ("backtracking-batch", backtrackingBatch, 100_000_000), ("validation-batch", validationBatch, 100_000_000),
      ("checkpoint-every", checkpointEvery, .max), ("keep", keep, .max),
    ]
    for layer in network.layers {
      let (name, of) = isLayerList ? ("layers", "made of layers of ") : ("hidden", "")
      try require(layer.units >= 1, name, "\(of)at least 1\(isLayerList ? " unit" : "")", layer.units)
      try require(layer.units <= 65_536, name, "\(of)at most 65536\(isLayerList ? " units" : "")", layer.units)
    }
    for (name, value, most) in counts {
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
      ("weight-decay", weightDecay), ("minibatches", minibatches), ("seconds", seconds ?? 0),
      ("input-scale", initialization.inputScale ?? 0),
    ]
    for (name, value) in nonNegative {
      try require(value >= 0 && value < .infinity, name, "a number of at least 0", value)
    }
    if let fault = optimizer.options.fault { try require(false, fault.name, fault.expected, fault.found) }
    try require(targetWrong > 0 && targetWrong <= 1, "target-wrong", "above 0 and at most 1", targetWrong)
  }

  /// Checks what each layer is made of.
  private func validateLayers(
    isList: Bool, _ require: (Bool, String, String, String) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    let cells = CellRegistry.names.joined(separator: ", ")
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
}
