extension ConfigurationLayer {
  /// This layer over another: what this one leaves open, the other decides.
  ///
  /// A task on one side and a dataset file on the other exclude each other: what the upper one names counts, and the
  /// variant and the lengths that belong to the lower one go with it, and before a task the windows of a text. So do the
  /// choices, sizes of batches included, that belong to the optimizer which the lower one names where the upper one names
  /// another.
  public func over(_ base: ConfigurationLayer) -> ConfigurationLayer {
    if let optimizer, let other = base.optimizer, optimizer != other { return over(base.withoutOptimizer()) }
    var merged = ConfigurationLayer()
    let replacesData = data != nil || (task != nil && base.data != nil)
    merged.task = task ?? (replacesData ? nil : base.task)
    merged.data = data ?? (replacesData ? nil : base.data)
    merged.allowNonfiniteData = allowNonfiniteData ?? base.allowNonfiniteData
    merged.variant = variant ?? (replacesData ? nil : base.variant)
    merged.length = length ?? (replacesData ? nil : base.length)
    merged.lengthSchedule = lengthSchedule ?? (replacesData ? nil : base.lengthSchedule)
    let leavesText = task != nil && base.data != nil
    merged.window = window ?? (leavesText ? nil : base.window)
    merged.warmUp = warmUp ?? (leavesText ? nil : base.warmUp)
    merged.seed = seed ?? base.seed
    merged.threads = threads ?? base.threads
    merged.precision = precision ?? base.precision
    // A list of layers says of each what these say of all.
    let isList = if case .list? = layers { true } else { false }
    merged.cell = cell ?? (isList ? nil : base.cell)
    merged.activation = activation ?? (isList ? nil : base.activation)
    merged.hidden = hidden ?? (isList ? nil : base.hidden)
    merged.layers = layers ?? base.layers
    merged.initialState = initialState ?? base.initialState
    merged.initializer = initializer ?? base.initializer
    merged.inputScale = inputScale ?? base.inputScale
    merged.centring = centring ?? base.centring
    merged.initializeFrom = initializeFrom ?? base.initializeFrom
    merged.normalization = normalization ?? base.normalization
    merged.weightDecay = weightDecay ?? base.weightDecay
    merged.optimizer = optimizer ?? base.optimizer
    merged.optimizerChoices = base.optimizerChoices.merging(optimizerChoices) { $1 }
    merged.gradientBatch = gradientBatch ?? base.gradientBatch
    merged.curvatureBatch = curvatureBatch ?? base.curvatureBatch
    merged.backtrackingBatch = backtrackingBatch ?? base.backtrackingBatch
    merged.validationBatch = validationBatch ?? base.validationBatch
    merged.curvature = curvature ?? base.curvature
    merged.structural = structural ?? base.structural
    merged.iterations = iterations ?? base.iterations
    merged.minibatches = minibatches ?? base.minibatches
    merged.seconds = seconds ?? base.seconds
    merged.targetWrong = targetWrong ?? base.targetWrong
    merged.memoryLimit = memoryLimit ?? base.memoryLimit
    merged.runFolder = runFolder ?? base.runFolder
    merged.checkpointEvery = checkpointEvery ?? base.checkpointEvery
    merged.keep = keep ?? base.keep
    return merged
  }
}
