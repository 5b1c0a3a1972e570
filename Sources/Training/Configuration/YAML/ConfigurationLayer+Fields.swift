extension ConfigurationLayer {
  /// A choice under its name: how it is read from YAML and written.
  struct Field: Sendable {
    let name: CodingKeys
    let read: @Sendable (YAMLValue, inout ConfigurationLayer) throws(YAMLMismatch) -> Void
    /// The value as YAML and as people write it; nil where the choice is open.
    let written: @Sendable (ConfigurationLayer) -> (yaml: String, plain: String)?

    fileprivate init<Value: YAMLChoice>(
      _ name: CodingKeys, _ choice: any WritableKeyPath<ConfigurationLayer, Value?> & Sendable
    ) {
      self.name = name
      read = { (value, layer) throws(YAMLMismatch) in layer[keyPath: choice] = try Value(value) }
      written = { layer in layer[keyPath: choice].map { ($0.yaml, $0.plain) } }
    }
  }

  /// Every choice.
  static let fields = [
    Field(.task, \.task), Field(.data, \.data), Field(.allowNonfiniteData, \.allowNonfiniteData),
    Field(.variant, \.variant), Field(.length, \.length), Field(.lengthSchedule, \.lengthSchedule),
    Field(.window, \.window), Field(.warmUp, \.warmUp), Field(.seed, \.seed), Field(.threads, \.threads),
    Field(.precision, \.precision), Field(.cell, \.cell), Field(.activation, \.activation), Field(.hidden, \.hidden),
    Field(.layers, \.layers), Field(.initialState, \.initialState), Field(.initializer, \.initializer),
    Field(.inputScale, \.inputScale), Field(.centring, \.centring), Field(.initializeFrom, \.initializeFrom),
    Field(.normalization, \.normalization), Field(.weightDecay, \.weightDecay), Field(.optimizer, \.optimizer),
    Field(.learningRate, \.learningRate), Field(.learningRateDecay, \.learningRateDecay),
    Field(.momentum, \.momentum), Field(.clipNorm, \.clipNorm), Field(.updates, \.updates),
    Field(.gradientBatch, \.gradientBatch), Field(.curvatureBatch, \.curvatureBatch),
    Field(.backtrackingBatch, \.backtrackingBatch), Field(.validationBatch, \.validationBatch),
    Field(.curvature, \.curvature), Field(.cgIterations, \.cgIterations), Field(.cgTolerance, \.cgTolerance),
    Field(.cgResidual, \.cgResidual), Field(.cgPatience, \.cgPatience), Field(.warmStart, \.warmStart),
    Field(.preconditioner, \.preconditioner), Field(.lambda, \.lambda), Field(.lambdaFactor, \.lambdaFactor),
    Field(.mu, \.mu), Field(.structural, \.structural), Field(.lineSearch, \.lineSearch),
    Field(.rhoBatch, \.rhoBatch), Field(.rhoDenominator, \.rhoDenominator), Field(.iterations, \.iterations),
    Field(.minibatches, \.minibatches), Field(.seconds, \.seconds), Field(.targetWrong, \.targetWrong),
    Field(.memoryLimit, \.memoryLimit), Field(.runFolder, \.runFolder), Field(.checkpointEvery, \.checkpointEvery),
    Field(.keep, \.keep),
  ]
}
