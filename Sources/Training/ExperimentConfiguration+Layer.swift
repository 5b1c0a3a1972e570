internal import HessianFree
internal import LinearAlgebra
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// All choices as a layer: what `config.yaml` of a run and its checkpoint hold. Resolved again, it gives this
  /// configuration.
  public var layer: ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer.task = task
    layer.data = data
    layer.allowNonfiniteData = allowsNonfiniteData ? true : nil
    layer.variant = variant
    layer.length = length
    // A schedule of one length would become a growing one where the length is overridden.
    layer.lengthSchedule = lengths.count > 1 ? lengths.map(String.init).joined(separator: ",") : nil
    layer.seed = seed
    layer.threads = threads
    layer.precision = precision
    layer.cell = network.cell
    layer.activation = network.activation
    layer.hidden = network.hidden
    layer.layers = network.layers
    layer.initialState = network.learnsInitialState ? .learned : .zero
    layer.initializer = initialization.initializer
    layer.inputScale = initialization.inputScale
    layer.normalization = normalization
    layer.weightDecay = weightDecay
    layer.gradientBatch = gradientBatch
    layer.curvatureBatch = curvatureBatch
    layer.backtrackingBatch = backtrackingBatch
    layer.validationBatch = validationBatch
    layer.curvature = curvature
    layer.cgIterations = optimizer.conjugateGradient.iterationCap
    layer.cgTolerance = optimizer.conjugateGradient.progressTolerance
    layer.cgResidual = optimizer.conjugateGradient.residualTolerance
    layer.warmStart = optimizer.warmStart
    layer.preconditioner = optimizer.preconditioner
    layer.lambda = optimizer.initialLambda
    layer.mu = optimizer.mu
    layer.structural = structural
    layer.lineSearch = optimizer.lineSearch
    layer.rhoBatch = optimizer.reductionBatch
    layer.iterations = iterations
    layer.minibatches = minibatches
    layer.targetWrong = targetWrong
    layer.memoryLimit = memoryLimit.map(String.init)
    layer.runFolder = runFolder
    layer.checkpointEvery = checkpointEvery
    layer.keep = keep
    return layer
  }
}
