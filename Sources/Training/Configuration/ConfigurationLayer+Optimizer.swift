extension ConfigurationLayer {
  /// The choices that Hessian-free optimization alone has, and whether they are made here.
  private var hessianFreeChoices: [(key: CodingKeys, isMade: Bool)] {
    [
      (.curvatureBatch, curvatureBatch != nil), (.backtrackingBatch, backtrackingBatch != nil),
      (.curvature, curvature != nil), (.cgIterations, cgIterations != nil), (.cgTolerance, cgTolerance != nil),
      (.cgResidual, cgResidual != nil), (.cgPatience, cgPatience != nil), (.warmStart, warmStart != nil),
      (.preconditioner, preconditioner != nil), (.lambda, lambda != nil), (.lambdaFactor, lambdaFactor != nil),
      (.mu, mu != nil), (.lineSearch, lineSearch != nil), (.rhoBatch, rhoBatch != nil),
      (.rhoDenominator, rhoDenominator != nil),
    ]
  }

  /// The choices that first-order methods alone have, and whether they are made here.
  private var firstOrderChoices: [(key: CodingKeys, isMade: Bool)] {
    [
      (.learningRate, learningRate != nil), (.learningRateDecay, learningRateDecay != nil),
      (.momentum, momentum != nil), (.clipNorm, clipNorm != nil), (.updates, updates != nil),
    ]
  }

  /// Refuses choices that the optimizer does not have.
  func requireOptions(of kind: OptimizerKind) throws(TrainingError) {
    let others = kind == .hessianFree ? firstOrderChoices : hessianFreeChoices
    guard let key = others.first(where: \.isMade)?.key.rawValue else { return }
    let methods = OptimizerKind.allCases.filter { $0 != .hessianFree }.map(\.rawValue).joined(separator: ", ")
    let sentence =
      kind == .hessianFree
      ? "--\(key) is an option of first-order methods: choose one with --optimizer (\(methods)), or leave it out"
      : "--\(key) is an option of Hessian-free optimization: leave it out with --optimizer \(kind.rawValue)"
    throw TrainingError(.usage, sentence)
  }

  /// This layer without the choices that belong to its optimizer: they say nothing about another one.
  func withoutOptimizer() -> ConfigurationLayer {
    var layer = self
    layer.optimizer = nil
    layer.gradientBatch = nil
    layer.curvatureBatch = nil
    layer.backtrackingBatch = nil
    layer.curvature = nil
    layer.cgIterations = nil
    layer.cgTolerance = nil
    layer.cgResidual = nil
    layer.cgPatience = nil
    layer.warmStart = nil
    layer.preconditioner = nil
    layer.lambda = nil
    layer.lambdaFactor = nil
    layer.mu = nil
    layer.lineSearch = nil
    layer.rhoBatch = nil
    layer.rhoDenominator = nil
    layer.learningRate = nil
    layer.learningRateDecay = nil
    layer.momentum = nil
    layer.clipNorm = nil
    layer.updates = nil
    return layer
  }
}
