internal import HessianFree
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// Checks every number against its range.
  func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible)
      throws(TrainingError)
    {
      if !condition { throw TrainingError(.usage, "--\(name) should be \(expected), got \(found)") }
    }
    let cells = CellRegistry.names
    try require(cells.contains(network.cell), "cell", cells.joined(separator: " or "), network.cell)
    // The upper bounds are beyond what any machine holds, and keep sizes computed from these from overflowing.
    let counts = [
      ("threads", threads, 1024), ("hidden", network.hidden, 65_536), ("layers", network.layers, 1024),
      ("gradient-batch", gradientBatch, 100_000_000), ("curvature-batch", curvatureBatch, 100_000_000),
      ("backtracking-batch", backtrackingBatch, 100_000_000), ("validation-batch", validationBatch, 100_000_000),
      ("cg-iterations", optimizer.conjugateGradient.iterationCap, 1_000_000),
      ("checkpoint-every", checkpointEvery, .max), ("keep", keep, .max),
    ]
    for (name, value, most) in counts {
      try require(value >= 1, name, "at least 1", value)
      try require(value <= most, name, "at most \(most)", value)
    }
    try require((iterations ?? 0) >= 0, "iterations", "at least 0", iterations ?? 0)
    let nonNegative = [
      ("lambda", optimizer.initialLambda), ("mu", optimizer.mu), ("weight-decay", weightDecay),
      ("cg-tolerance", optimizer.conjugateGradient.progressTolerance),
      ("cg-residual", optimizer.conjugateGradient.residualTolerance ?? 0), ("minibatches", minibatches),
      ("input-scale", initialization.inputScale ?? 0),
    ]
    for (name, value) in nonNegative {
      try require(value >= 0 && value < .infinity, name, "a number of at least 0", value)
    }
    try require(
      optimizer.warmStart >= 0 && optimizer.warmStart <= 1, "warm-start", "between 0 and 1", optimizer.warmStart)
    try require(targetWrong > 0 && targetWrong <= 1, "target-wrong", "above 0 and at most 1", targetWrong)
  }
}
