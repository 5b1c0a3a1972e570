internal import Losses
internal import Optimization
public import RecurrentNetworks

extension ExperimentConfiguration {
  /// What is asked of recurrent weights.
  public var constraints: WeightConstraintOptions {
    var options = WeightConstraintOptions()
    (options.density, options.selfConnections) = (self.recurrentDensity, self.selfConnections)
    options.excitatory = self.excitatory
    return options
  }

  /// What the recurrent weights of the network obey; nil where they are free.
  public func weightConstraints(_ layout: ParameterLayout) -> WeightConstraints? {
    WeightConstraints(constraints, on: layout, seed: self.seed)
  }

  /// The options that constrain weights, as they are chosen.
  private var constraining: [(name: String, value: String)] {
    let options = constraints
    return (options.density < 1 ? [("recurrent-density", "\(options.density)")] : [])
      + (options.selfConnections ? [] : [("no-self-connections", "true")])
      + (options.excitatory.map { [("excitatory", "\($0)")] } ?? [])
  }

  /// Checks that the layers and the optimizer go with constraints on weights.
  func validateConstraints(
    _ require: (Bool, String, String, String) throws(TrainingError) -> Void
  ) throws(TrainingError) {
    guard let first = constraining.first else { return }
    let made: Network<Float>
    do { made = try Network<Float>(network) } catch { throw TrainingError(.usage, "--layers: \(error)") }
    let layout = made.layout
    let layers = network.layers.indices.filter { !layout.recurrentMatrices(ofLayer: $0).isEmpty }
    try require(
      !layers.isEmpty, first.name, "left out: layers of \(network.cellsInWord) have no matrix of recurrent weights",
      first.value)
    for (name, value) in constraining where name != "recurrent-density" {
      for (layer, definition) in network.layers.enumerated() where made.states[layer].isCarried {
        try require(
          layout.plainRecurrentMatrix(ofLayer: layer) != nil, name,
          "left out: it is for cells with one square recurrent matrix (\(Self.plainCells.joined(separator: ", "))), which \(definition.cell) is not",
          value)
        let units = definition.units
        if name == "no-self-connections" {
          try require(units > 1, name, "left out: a layer of 1 unit has no other recurrent weight", value)
        } else if let excitatory = constraints.excitatoryUnits(of: units) {
          try require(
            excitatory > 0 && excitatory < units, name,
            "a share that leaves a layer of \(units) \(units == 1 ? "unit" : "units") some that excite and some that inhibit",
            value)
        }
      }
    }
    try require(
      constraints.selfConnections || self.initializeFrom != nil || initialization.initializer != .identity,
      "initializer",
      "another one with --no-self-connections: of the identity nothing is left", initialization.initializer.rawValue)
    guard optimizer.options.makesStepsOfFactorsOrRows else { return }
    let isPreconditioned = optimizer.options.has("preconditioner")
    let others =
      isPreconditioned
      ? PreconditionerKind.table.filter { !$0.usesRows }.map(\.name)
      : OptimizerKind.table.filter { !$0.makesStepsOfFactorsOrRows }.map(\.name)
    let name = isPreconditioned ? "preconditioner" : "optimizer"
    try require(
      false, name, "one of \(others.joined(separator: ", ")) with --\(first.name)",
      isPreconditioned ? layer[name]?.plain ?? "" : optimizerKind.rawValue)
  }

  /// The cells whose layers have one square recurrent matrix.
  private static var plainCells: [String] {
    CellRegistry.kinds.map { $0.name }.filter { name in
      let definition = NetworkDefinition(
        input: .features(1), layers: [LayerDefinition(name, units: 2)], outputs: 1, loss: .squaredError)
      return (try? Network<Float>(definition))?.layout.plainRecurrentMatrix(ofLayer: 0) != nil
    }
  }
}

extension ConfigurationLayer {
  /// Whether recurrent weights are constrained.
  var constrainsWeights: Bool {
    (self.recurrentDensity ?? 1) < 1 || self.selfConnections == false || self.excitatory != nil
  }
}
