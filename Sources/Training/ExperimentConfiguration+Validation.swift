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
    try require(CellRegistry.names.contains(network.cell), "cell", CellRegistry.names.joined(separator: " or "), network.cell)
    let positive = [
      ("threads", threads), ("hidden", network.hidden), ("layers", network.layers), ("gradient-batch", gradientBatch),
      ("curvature-batch", curvatureBatch), ("backtracking-batch", backtrackingBatch),
      ("validation-batch", validationBatch), ("cg-iterations", optimizer.conjugateGradient.iterationCap),
      ("checkpoint-every", checkpointEvery),
    ]
    for (name, value) in positive { try require(value >= 1, name, "at least 1", value) }
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
