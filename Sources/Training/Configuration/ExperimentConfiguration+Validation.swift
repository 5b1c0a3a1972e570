internal import DurableFiles
internal import Losses
internal import Optimization
internal import RecurrentNetworks

extension ExperimentConfiguration {
  /// Checks what depends on other choices; `isLayerList` says whether the layers were written one by one.
  func validate(isLayerList: Bool) throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible)
      throws(TrainingError)
    {
      if !condition { throw TrainingError(.usage, "--\(name) should be \(expected), got \("\(found)".excerpt)") }
    }
    try validateLayers(isList: isLayerList, require)
    for layer in network.layers {
      let (name, of) = isLayerList ? ("layers", "made of layers of ") : ("hidden", "")
      try require(layer.units >= 1, name, "\(of)at least 1\(isLayerList ? " unit" : "")", layer.units)
      try require(layer.units <= 65_536, name, "\(of)at most 65536\(isLayerList ? " units" : "")", layer.units)
    }
    if let window {
      try require(
        window.warmUp >= 0 && window.warmUp < window.length, "warm-up",
        "at least 0 and less than the window of \(window.length)", window.warmUp)
    }
    if window?.order == .consecutive { try validateConsecutiveWindows(require) }
    if case .symbols = network.input {
      let noisy = [("input-dropout", self.inputDropout), ("input-noise", self.inputNoise)].first { $0.1 > 0 }
      if let (name, value) = noisy {
        try require(false, name, "left out: \(task.excerpt) has symbols, and no real features", value)
      }
    }
    if self.stateNoise > 0 {
      let taking = CellRegistry.kinds.filter { $0.takesNoise }.map { $0.name }
      try require(
        network.layers.contains { taking.contains($0.cell) }, "state-noise",
        "left out: states of \(network.cellsInWord) take no noise, those of \(taking.joined(separator: ", ")) do",
        self.stateNoise)
    }
    try validateConstraints(require)
    if let first = self.initialBatch {
      let (option, count) = leadingBatch
      try require(first <= count, "initial-batch", "at most --\(option) \(count)", first)
    }
    if let option = optimizer.options.rows?.option {
      let kind = option == "optimizer" ? optimizerKind.rawValue : layer[option]?.plain ?? ""
      let curvatures = Curvature.allCases.filter(\.isGaussNewton)
      try require(
        curvatures.contains(self.curvature), "curvature",
        "\(curvatures.map(\.rawValue).joined(separator: " or ")) with --\(option) \(kind)",
        self.curvature.rawValue)
      try require(
        self.ratePenalty == 0, "rate-penalty",
        "left out with --\(option) \(kind), which works with sequences that have few rows: every step would have some",
        self.ratePenalty)
      try require(
        network.loss.function is any FactoredLoss, option,
        "another one for the loss \(network.loss.rawValue), which is no sum of squares to second order",
        kind)
    }
    if let fault = optimizer.options.fault { try require(false, fault.name, fault.expected, fault.found) }
  }

  /// Checks what windows that continue one another do not go with.
  private func validateConsecutiveWindows(
    _ require: (Bool, String, String, String) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    let kind = optimizerKind.rawValue
    try require(
      optimizer.options is any StochasticOptions, "windows",
      "random with --optimizer \(kind), whose steps are long ones on large batches: consecutive windows are for methods of many updates",
      WindowOrder.consecutive.rawValue)
    if let first = self.initialBatch {
      try require(false, "initial-batch", "left out: consecutive windows are always as many", "\(first)")
    }
    if optimizer.options.roles.contains(.curvature) {
      try require(
        self.curvatureBatch <= self.gradientBatch, "curvature-batch",
        "at most --gradient-batch \(self.gradientBatch), of whose consecutive windows it is a part",
        "\(self.curvatureBatch)")
    }
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
