extension ConfigurationLayer {
  /// This layer over another: what this one leaves open, the other decides.
  public func over(_ base: ConfigurationLayer) -> ConfigurationLayer {
    var merged = ConfigurationLayer()
    merged.task = task ?? base.task
    merged.variant = variant ?? base.variant
    merged.length = length ?? base.length
    merged.lengthSchedule = lengthSchedule ?? base.lengthSchedule
    merged.seed = seed ?? base.seed
    merged.threads = threads ?? base.threads
    merged.precision = precision ?? base.precision
    merged.cell = cell ?? base.cell
    merged.activation = activation ?? base.activation
    merged.hidden = hidden ?? base.hidden
    merged.layers = layers ?? base.layers
    merged.initialState = initialState ?? base.initialState
    merged.initializer = initializer ?? base.initializer
    merged.inputScale = inputScale ?? base.inputScale
    merged.normalization = normalization ?? base.normalization
    merged.weightDecay = weightDecay ?? base.weightDecay
    merged.gradientBatch = gradientBatch ?? base.gradientBatch
    merged.curvatureBatch = curvatureBatch ?? base.curvatureBatch
    merged.backtrackingBatch = backtrackingBatch ?? base.backtrackingBatch
    merged.validationBatch = validationBatch ?? base.validationBatch
    merged.curvature = curvature ?? base.curvature
    merged.cgIterations = cgIterations ?? base.cgIterations
    merged.cgTolerance = cgTolerance ?? base.cgTolerance
    merged.cgResidual = cgResidual ?? base.cgResidual
    merged.warmStart = warmStart ?? base.warmStart
    merged.preconditioner = preconditioner ?? base.preconditioner
    merged.lambda = lambda ?? base.lambda
    merged.mu = mu ?? base.mu
    merged.structural = structural ?? base.structural
    merged.lineSearch = lineSearch ?? base.lineSearch
    merged.rhoBatch = rhoBatch ?? base.rhoBatch
    merged.iterations = iterations ?? base.iterations
    merged.minibatches = minibatches ?? base.minibatches
    merged.targetWrong = targetWrong ?? base.targetWrong
    merged.memoryLimit = memoryLimit ?? base.memoryLimit
    merged.runFolder = runFolder ?? base.runFolder
    merged.checkpointEvery = checkpointEvery ?? base.checkpointEvery
    return merged
  }
}
