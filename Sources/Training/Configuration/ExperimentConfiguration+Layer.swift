internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// All choices as a layer: what `config.yaml` of a run and its checkpoint hold. Resolved again, in any folder, it gives
  /// this configuration: paths to what a run reads begin at the root of the file system.
  public var layer: ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer.task = task
    layer.data = data.map(AbsolutePath.of)
    layer.allowNonfiniteData = allowsNonfiniteData ? true : nil
    layer.variant = variant
    layer.length = isText ? nil : length
    layer.window = window?.length
    layer.warmUp = window?.warmUp
    // A schedule of one length would become a growing one where the length is overridden.
    layer.lengthSchedule = lengths.count > 1 ? lengths.map(String.init).joined(separator: ",") : nil
    layer.seed = seed
    layer.threads = threads
    layer.precision = precision
    layer.setNetworkLayers(network)
    layer.initialState = network.learnsInitialState ? .learned : .zero
    layer.initializer = initialization.initializer
    layer.inputScale = initialization.inputScale
    layer.centring = centring
    layer.initializeFrom = initializeFrom.map(AbsolutePath.of)
    layer.normalization = normalization
    layer.weightDecay = weightDecay
    layer.gradientBatch = gradientBatch
    layer.validationBatch = validationBatch
    layer.structural = structural
    layer.optimizer = optimizerKind
    if optimizer.options.roles.contains(.curvature) {
      layer.curvatureBatch = curvatureBatch
      layer.curvature = curvature
    }
    if optimizer.options.roles.contains(.backtracking) { layer.backtrackingBatch = backtrackingBatch }
    for option in optimizer.options.described { layer.optimizerChoices[option.name] = option.value }
    layer.iterations = iterations
    layer.minibatches = minibatches
    layer.seconds = seconds
    layer.targetWrong = targetWrong
    layer.memoryLimit = memoryLimit.map(String.init)
    layer.runFolder = runFolder
    layer.checkpointEvery = checkpointEvery
    layer.keep = keep
    return layer
  }
}
