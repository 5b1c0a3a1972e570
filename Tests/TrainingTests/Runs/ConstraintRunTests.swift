import HDF5
import LinearAlgebra
import Optimization
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// Runs whose recurrent weights obey constraints.
@Suite("Runs under constraints on weights")
struct ConstraintRunTests {
  static let optimizers = OptimizerKind.table.filter { !$0.makesStepsOfFactorsOrRows }.map(\.name)

  private static func configuration(
    _ name: String, _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    let kind = try #require(OptimizerKind(rawValue: name))
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.seed, layer.threads) = ("addition", 10, 3, 2)
    layer.layers = .list([LayerDefinition("rate", units: 10, options: ["tau": 3]), LayerDefinition("tanh", units: 9)])
    (layer.optimizer, layer.iterations, layer.validationBatch, layer.targetWrong) = (kind, 4, 60, 1e-9)
    for role in kind.defaults.roles {
      switch role {
      case .gradient: layer.gradientBatch = 70
      case .curvature: layer.curvatureBatch = 60
      case .backtracking: layer.backtrackingBatch = 50
      case .validation: break
      }
    }
    (layer.recurrentDensity, layer.selfConnections, layer.excitatory) = (0.7, false, 0.6)
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  private static func trained<Element: Scalar>(
    _ configuration: ExperimentConfiguration, threads: Int = 1, as: Element.Type = Float.self
  ) throws -> Trainer<Element> {
    var configuration = configuration
    configuration.threads = threads
    let trainer = try Trainer<Element>(configuration)
    try trainer.run()
    return trainer
  }

  /// Whether weights are 0 where they are absent and have the signs of their columns elsewhere.
  private static func obey<Element: Scalar>(_ W: Vector<Element>, _ start: Vector<Element>, _ layout: ParameterLayout)
    throws
  {
    for (name, units, excitatory) in [("0.W_hh", 10, 6), ("1.W_hh", 9, 5)] {
      let block = try #require(layout[name])
      var present = 0
      for i in 0..<units {
        for j in 0..<units {
          let (w, first) = (W[block.offset + i * units + j], start[block.offset + i * units + j])
          #expect(i != j || w == 0)
          #expect(j < excitatory ? w >= 0 : w <= 0)
          if first == 0 { #expect(w == 0) } else { present += 1 }
        }
      }
      #expect(present > units && present < units * (units - 1))
    }
  }

  @Test("Absent weights stay 0 and signs stay, in checkpoints and in the best parameters", arguments: optimizers)
  func obedience(_ name: String) throws {
    let configuration = try Self.configuration(name) { $0.initializer = .orthogonal }
    let start = try Trainer<Float>(configuration)
    let trainer = try Self.trained(configuration)
    #expect(trainer.history.contains { $0.report.accepted })
    let layout = trainer.network.layout
    #expect(start.state.parameters == start.parameters)
    #expect(trainer.state.parameters != start.state.parameters)
    try Self.obey(trainer.state.parameters, start.state.parameters, layout)
    try Self.obey(try #require(trainer.state.best).parameters, start.state.parameters, layout)
    let scratch = try Scratch()
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
    #expect(read.state == trainer.state && read.parameters == trainer.state.parameters)
    #expect(read.state.unconstrained == trainer.parameters && read.configuration == trainer.configuration)
    // As other programs see it.
    let file = try File.open(scratch.file("c.h5"))
    for name in ["0.W_hh", "1.W_hh"] {
      let range = try #require(layout[name]).range
      let W = try file.root.dataset("model/parameters/\(name)").read(as: Float.self)
      #expect(W[...] == trainer.state.parameters[range])
      #expect(
        try file.root.dataset("optimizer/unconstrained/\(name)").read(as: Float.self)[...] == trainer.parameters[range])
      #expect(
        try file.root.dataset("best/parameters/\(name)").read(as: Float.self)[...]
          == trainer.state.best!.parameters[range])
    }
  }

  @Test(
    "The steps have the same bits on any number of threads, and others than without constraints", arguments: optimizers)
  func threads(_ name: String) throws {
    let configuration = try Self.configuration(name)
    let expected = try Self.trained(configuration)
    for threads in [2, 3] {
      #expect(Bits.of(try Self.trained(configuration, threads: threads).state) == Bits.of(expected.state))
    }
    for change: (inout ConfigurationLayer) -> Void in [
      { $0.recurrentDensity = 1 }, { $0.selfConnections = true }, { $0.excitatory = nil }, { $0.excitatory = 0.5 },
    ] {
      #expect(try Self.trained(Self.configuration(name, change)).parameters != expected.parameters)
    }
  }

  @Test("A run that stops after every step is the run that never stops", arguments: optimizers)
  func resumption(_ name: String) throws {
    let scratch = try Scratch()
    for precision in [Precision.float, .double] {
      let configuration = try Self.configuration(name) { $0.precision = precision }
      switch precision {
      case .float: try resumes(configuration, Float.self)
      case .double: try resumes(configuration, Double.self)
      }
    }

    func resumes<Element: Scalar>(_ configuration: ExperimentConfiguration, _: Element.Type) throws {
      let whole = try Self.trained(configuration, as: Element.self)
      for stop in 0..<4 {
        var first = configuration
        first.iterations = stop
        try Self.trained(first, as: Element.self).checkpoint.write(to: scratch.file("c.h5"))
        let second = try Trainer(Checkpoint<Element>(contentsOf: scratch.file("c.h5")), configuration: configuration)
        try second.run()
        #expect(Bits.of(second.state) == Bits.of(whole.state), "after step \(stop)")
        #expect(second.history.map { Bits.of($0) } == whole.history.map { Bits.of($0) })
      }
    }
  }

  @Test("Without constraints nothing is stored of them")
  func none() throws {
    let trainer = try Self.trained(
      Self.configuration("adam") { ($0.recurrentDensity, $0.selfConnections, $0.excitatory) = (nil, nil, nil) })
    #expect(trainer.state.unconstrained == nil && trainer.configuration.constraints.isNone)
    let scratch = try Scratch()
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    #expect(try !File.open(scratch.file("c.h5")).root.contains("optimizer/unconstrained"))
  }

  @Test("A checkpoint whose parameters do not follow from what the optimizer moves is refused")
  func contradictions() throws {
    let trainer = try Self.trained(Self.configuration("adam"))
    let scratch = try Scratch()
    let path = scratch.file("c.h5")
    func refusal(_ change: (inout TrainerState<Float>) -> Void) throws -> String {
      var state = trainer.state
      change(&state)
      let checkpoint = Checkpoint(
        configuration: trainer.configuration, state: state, history: trainer.history, records: trainer.records)
      try checkpoint.write(to: path)
      return try #require(Small.error { _ = try Checkpoint<Float>(contentsOf: path) }).description
    }
    #expect(
      try refusal { $0.parameters[0] += 1 }
        == "\(path): /model/parameters should be what the constraints make of /optimizer/unconstrained")
    #expect(try refusal { $0.unconstrained = nil } == "\(path): there is no /optimizer/unconstrained/0.W_hh")
  }

  @Test("A run does not go on with other constraints")
  func otherConstraints() throws {
    let trainer = try Self.trained(Self.configuration("adam"))
    let error = Small.error {
      _ = try Trainer(trainer.checkpoint, configuration: Self.configuration("adam") { $0.excitatory = 0.5 })
    }
    #expect(
      error?.description
        == "a run goes on with the --recurrent-density, --no-self-connections and --excitatory that it began with, not with others: begin a new one with --initialize-from"
    )
  }

  @Test("A run that begins with the parameters of another makes them obey")
  func startingPoint() throws {
    let scratch = try Scratch()
    let free = try Self.trained(
      Self.configuration("adam") { ($0.recurrentDensity, $0.selfConnections, $0.excitatory) = (nil, nil, nil) })
    try free.checkpoint.write(to: scratch.file("c.h5"))
    let trainer = try Trainer<Float>(Self.configuration("adam") { $0.initializeFrom = scratch.file("c.h5") })
    let like = try Trainer<Float>(Self.configuration("adam") { $0.initializer = .orthogonal })
    let layout = trainer.network.layout
    try Self.obey(trainer.parameters, like.parameters, layout)
    for (i, w) in trainer.parameters.elements.enumerated() {
      #expect(w == 0 || abs(w) == abs(free.parameters[i]))
      if like.parameters[i] != 0 { #expect(w != 0 || free.parameters[i] == 0) }
    }
  }

  @Test("Where nobody chooses an optimizer, it is one that goes with constraints")
  func recipe() throws {
    func kind(_ change: (inout ConfigurationLayer) -> Void) throws -> String {
      var layer = ConfigurationLayer()
      (layer.task, layer.length) = ("addition", 10)
      change(&layer)
      return try ExperimentConfiguration(layer).optimizerKind.rawValue
    }
    #expect(try kind { _ in } == "dual")
    #expect(try kind { $0.recurrentDensity = 1 } == "dual")
    #expect(try kind { $0.recurrentDensity = 0.5 } == "hf")
    #expect(try kind { $0.excitatory = 0.8 } == "hf")
    #expect(try kind { $0.selfConnections = false } == "hf")
  }

  @Test("Choices survive config.yaml")
  func yaml() throws {
    let configuration = try Self.configuration("hf")
    for line in ["recurrent-density: 0.7", "self-connections: false", "excitatory: 0.6"] {
      #expect(configuration.layer.yaml.contains("\n\(line)\n"))
    }
    let read = try ExperimentConfiguration(ConfigurationLayer(yaml: configuration.layer.yaml, source: "test"))
    #expect(read.constraints == configuration.constraints && !read.constraints.isNone)
  }

  @Test(
    "What does not go with constraints is one sentence",
    arguments: [
      ("recurrent-density: 0", "--recurrent-density should be above 0 and at most 1, got 0.0"),
      ("recurrent-density: 1.5", "--recurrent-density should be above 0 and at most 1, got 1.5"),
      ("excitatory: 1", "--excitatory should be above 0 and below 1, got 1.0"),
      ("excitatory: 0", "--excitatory should be above 0 and below 1, got 0.0"),
      (
        "{recurrent-density: 0.5, cell: mingru}",
        "--recurrent-density should be left out: layers of mingru have no matrix of recurrent weights, got 0.5"
      ),
      (
        "{recurrent-density: 0.5, cell: indrnn}",
        "--recurrent-density should be left out: layers of indrnn have no matrix of recurrent weights, got 0.5"
      ),
      (
        "{excitatory: 0.5, cell: dense}",
        "--excitatory should be left out: layers of dense have no matrix of recurrent weights, got 0.5"
      ),
      (
        "{excitatory: 0.5, cell: gru}",
        "--excitatory should be left out: it is for cells with one square recurrent matrix (tanh, rate), which gru is not, got 0.5"
      ),
      (
        "{self-connections: false, cell: mrnn}",
        "--no-self-connections should be left out: it is for cells with one square recurrent matrix (tanh, rate), which mrnn is not, got true"
      ),
      (
        "{excitatory: 0.5, layers: 'rate:9,indrnn:8'}",
        "--excitatory should be left out: it is for cells with one square recurrent matrix (tanh, rate), which indrnn is not, got 0.5"
      ),
      (
        "{self-connections: false, hidden: 1}",
        "--no-self-connections should be left out: a layer of 1 unit has no other recurrent weight, got true"
      ),
      (
        "{excitatory: 0.5, hidden: 1}",
        "--excitatory should be a share that leaves a layer of 1 unit some that excite and some that inhibit, got 0.5"
      ),
      (
        "{excitatory: 0.01, hidden: 10}",
        "--excitatory should be a share that leaves a layer of 10 units some that excite and some that inhibit, got 0.01"
      ),
      (
        "{excitatory: 0.96, hidden: 10}",
        "--excitatory should be a share that leaves a layer of 10 units some that excite and some that inhibit, got 0.96"
      ),
      (
        "{self-connections: false, initializer: identity}",
        "--initializer should be another one with --no-self-connections: of the identity nothing is left, got identity"
      ),
      (
        "{excitatory: 0.5, optimizer: kfac}",
        "--optimizer should be one of \(optimizers.joined(separator: ", ")) with --excitatory, got kfac"
      ),
      (
        "{recurrent-density: 0.5, optimizer: dual}",
        "--optimizer should be one of \(optimizers.joined(separator: ", ")) with --recurrent-density, got dual"
      ),
      (
        "{self-connections: false, optimizer: hf, preconditioner: dual}",
        "--preconditioner should be one of none, martens, jacobi, kfac, kfac-factored, ekfac with --no-self-connections, got dual"
      ),
    ])
  func refusals(text: String, sentence: String) throws {
    var base = ConfigurationLayer()
    (base.task, base.length) = ("addition", 10)
    let layer = try ConfigurationLayer(yaml: text, source: "test").over(base)
    let error = Small.error { _ = try ExperimentConfiguration(layer) }
    #expect(error?.kind == .usage && error?.description == sentence)
  }

  @Test(
    "A run does not see the signs of what the optimizer moves: the weights are the same bits whichever begin",
    arguments: ["hf", "sgd", "adam", "lbfgs"] + preconditioners.map { "hf \($0)" })
  func symmetry(_ words: String) throws {
    let names = words.split(separator: " ").map(String.init)
    let configuration = try Self.configuration(names[0]) {
      if names.count > 1 { $0["preconditioner"] = .word(names[1]) }
      ($0.precision, $0.structural) = (.double, .matching)
    }
    let plain = try Trainer<Double>(configuration)
    var state = plain.state
    var θ = state.parameters
    for name in ["0.W_hh", "1.W_hh"] {
      for i in try #require(plain.network.layout[name]).range where i.isMultiple(of: 3) { θ[i] = -θ[i] }
    }
    state.unconstrained = θ
    let other = try Trainer<Double>(configuration, state: state, history: [], records: RunRecords())
    #expect(other.parameters != plain.parameters && other.state.parameters == plain.state.parameters)
    try plain.run()
    try other.run()
    #expect(plain.history.contains { $0.report.accepted })
    #expect(other.parameters != plain.parameters && other.state.parameters == plain.state.parameters)
    #expect(other.history.map { Bits.of($0) } == plain.history.map { Bits.of($0) })
  }

  private static let preconditioners = PreconditionerKind.table.filter { !$0.usesRows }.map(\.name)

  @Test("All preconditioners but that of rows go with constraints", arguments: preconditioners)
  func preconditioned(_ name: String) throws {
    let trainer = try Self.trained(Self.configuration("hf") { $0["preconditioner"] = .word(name) })
    #expect(trainer.history.contains { $0.report.accepted })
    let start = try Trainer<Float>(Self.configuration("hf"))
    try Self.obey(trainer.state.parameters, start.parameters, trainer.network.layout)
  }
}
