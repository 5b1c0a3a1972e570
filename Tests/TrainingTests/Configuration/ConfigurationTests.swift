import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Configuration")
struct ConfigurationTests {
  /// A value for every choice, none of them a default.
  static let everything = """
    task: addition
    data: some/file.h5
    allow-nonfinite-data: true
    variant: sum
    length: 60
    length-schedule: 20,40
    window: 30
    warm-up: 4
    windows: consecutive
    recipe: small-data
    seed: 18446744073709551615
    threads: 3
    precision: double
    cell: rate
    activation: relu
    hidden: 7
    layers: 2
    initial-state: zero
    initializer: identity
    input-scale: 0.0625
    center-inputs: true
    initialize-from: /elsewhere/runs/shorter
    recurrent-density: 0.75
    self-connections: false
    excitatory: 0.8
    normalization: step
    weight-decay: 0.1
    weight-decay-blocks: recurrent,bias
    dropout: 0.25
    dropout-mask: sequence
    input-dropout: 0.125
    input-noise: 0.375
    state-noise: 0.625
    rate-penalty: 0.015625
    optimizer: rmsprop
    learning-rate: 0.3333333333333333
    learning-rate-decay: 0.0001
    schedule: cosine
    schedule-updates: 21
    schedule-seconds: 2.25
    schedule-warm-up: 22
    momentum: 0.7
    clip-norm: 2.5
    decoupled-weight-decay: 0.05
    updates-per-step: 20
    adam-learning-rate: 0.0625
    square-decay: 0.85
    factor-decay: 0.75
    basis-updates: 23
    basis-limit: 24
    memory: 25
    search-trials: 26
    step-rule: rescale
    kfac-lambda: 0.02
    kfac-damping: factored
    kfac-diagonal: sequences
    kfac-steps: chain
    kfac-blocks: matrix
    kl-clip: 0.004
    dual-lambda: 0.5
    grid-factor: 3.5
    grid-reach: 5
    rows-per-sequence: 3
    metric: diagonal
    factor-updates: 27
    lambda-updates: 28
    gradient-batch: 11
    initial-batch: 10
    curvature-batch: 12
    backtracking-batch: 13
    validation-batch: 14
    curvature: hessian
    cg-iterations: 15
    cg-tolerance: 0.3333333333333333
    cg-residual: 0.007
    cg-patience: 3
    warm-start: 0.7
    preconditioner: martens
    lambda: 0.03333333333333333
    damping: fixed
    lambda-factor: 1.25
    mu: 2.0e-05
    structural: quarter
    line-search: none
    rho-batch: curvature
    rho-denominator: undamped
    iterations: 16
    minibatches: 17.5
    seconds: 2.25
    clock: processor
    patience: 29
    target-wrong: 0.02
    memory-limit: 64K
    run-folder: somewhere/else
    checkpoint-every: 18
    keep-checkpoints: 19
    """

  @Test("YAML has a name for every choice, and reads each")
  func everyChoiceIsRead() throws {
    let layer = try ConfigurationLayer(yaml: Self.everything, source: "test")
    let names = ExperimentOptions.entries.map(\.name)
    for name in names { #expect(layer[name] != nil, "\(name) was not read") }
    #expect(names.count == Set(names).count && names.count == Self.everything.split(separator: "\n").count)
  }

  @Test("A layer wins over another where it says something, and only there")
  func layersMerge() throws {
    let full = try ConfigurationLayer(yaml: Self.everything, source: "test")
    let empty = ConfigurationLayer()
    #expect(empty.over(full) == full)
    #expect(full.over(empty) == full)
    for line in Self.everything.split(separator: "\n") {
      let single = try ConfigurationLayer(yaml: String(line), source: "test")
      #expect(single.over(empty) == single, "\(line)")
      if single.task == nil, single.data == nil { #expect(single.over(full) == full, "\(line)") }
    }
    var other = ConfigurationLayer()
    other.length = 70
    other["mu"] = 0
    #expect(other.over(full).length == 70)
    #expect(other.over(full)["mu"] == .number(0))
    #expect(other.over(full).hidden == 7)
  }

  @Test("A task takes the place of a data file and the other way round, with all that belongs to it")
  func dataReplaceTasks() throws {
    let task = try ConfigurationLayer(
      yaml: "{task: xor, variant: a, length: 9, length-schedule: '3,9', mu: 0.5}", source: "")
    let file = try ConfigurationLayer(yaml: "{data: F.h5, task: mine, length: 7, mu: 0.25}", source: "")
    var onlyData = ConfigurationLayer()
    onlyData.data = "G.h5"
    var onlyTask = ConfigurationLayer()
    onlyTask.task = "addition"
    for base in [task, file] {
      let merged = onlyData.over(base)
      #expect(merged.data == "G.h5" && merged["mu"] == base["mu"])
      #expect(merged.task == nil && merged.variant == nil && merged.length == nil && merged.lengthSchedule == nil)
    }
    let merged = onlyTask.over(file)
    #expect(merged.task == "addition" && merged.data == nil && merged.length == nil && merged["mu"] == 0.25)
    #expect(onlyTask.over(task).length == 9)
  }

  @Test("A layer written as YAML and read again is the same layer, numbers to the bit")
  func yamlRoundTrip() throws {
    let full = try ConfigurationLayer(yaml: Self.everything, source: "test")
    #expect(try ConfigurationLayer(yaml: full.yaml, source: "test") == full)
    #expect(try ConfigurationLayer(yaml: ConfigurationLayer().yaml, source: "test") == ConfigurationLayer())
    for value in [1.0 / 30, 0.1 + 0.2, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 2e-5, 1e22, 123456789.125]
    {
      var layer = ConfigurationLayer()
      layer["lambda"] = .number(value)
      #expect(try ConfigurationLayer(yaml: layer.yaml, source: "test")["lambda"] == .number(value), "\(layer.yaml)")
    }
    for text in ["10", "10:1.3", "true", "null", "", "~", "a: b", "# no", "it's", "ünï \"q\"", "1e3", " x ", "a\nb"] {
      var layer = ConfigurationLayer()
      layer.runFolder = text
      #expect(try ConfigurationLayer(yaml: layer.yaml, source: "test").runFolder == text, "\(layer.yaml)")
    }
  }

  @Test("The resolved configuration of a run resolves to itself", arguments: SequenceTasks.names)
  func resolvedIsAFixedPoint(task: String) throws {
    for schedule in [nil, "12:1.3"] {
      let first = try Small.configuration(task, length: 25) { $0.lengthSchedule = schedule }
      let again = try ExperimentConfiguration(ConfigurationLayer(yaml: first.layer.yaml, source: "test"))
      #expect(first == again)
      #expect(first.layer.yaml == again.layer.yaml)
    }
    // No optimizer has all choices, and a task no windows of text.
    for optimizer in OptimizerKind.allCases {
      let options = optimizer.defaults
      let foreign = OptimizerKind.options.map(\.name).filter { !options.has($0) }
      let ofRoles: [(String, BatchRole)] = [
        ("gradient-batch", .gradient), ("curvature-batch", .curvature), ("initial-batch", .curvature),
        ("backtracking-batch", .backtracking), ("curvature", .curvature),
      ]
      let batches = ofRoles.filter { !options.roles.contains($0.1) }.map { $0.0 }
      // The Hessian that everything asks for is none of rows, and nothing is penalized beside them.
      let ofNoRows = options.rows != nil ? ["curvature", "rate-penalty"] : []
      // Nor do factors and rows know of constraints.
      let constraints =
        options.makesStepsOfFactorsOrRows ? ["recurrent-density", "self-connections", "excitatory"] : []
      let others = foreign + batches + ofNoRows + constraints + ["data", "optimizer", "window", "warm-up", "windows"]
      let lines = Self.everything.split(separator: "\n").filter { line in
        !others.contains { line.hasPrefix("\($0):") }
      }
      let yaml = lines.joined(separator: "\n") + "\noptimizer: \(optimizer.rawValue)"
      let full = try ExperimentConfiguration(ConfigurationLayer(yaml: yaml, source: "test"))
      #expect(try ExperimentConfiguration(ConfigurationLayer(yaml: full.layer.yaml, source: "test")) == full)
    }
  }

  @Test("A stored length can be overridden without a schedule appearing")
  func storedLengthIsOverridden() throws {
    let stored = try ConfigurationLayer(
      yaml: try Small.configuration("addition", length: 20).layer.yaml, source: "test")
    var layer = ConfigurationLayer()
    layer.length = 40
    #expect(try ExperimentConfiguration(layer.over(stored)).lengths == [40])
  }

  @Test(
    "A YAML file that is none gives one sentence",
    arguments: [
      ("lenght: 5", "there is no option \"lenght\""), ("length: abc", "length should be a whole number"),
      ("hidden: 1.5", "hidden"), ("seed: -1", "seed"), ("precision: half", "half"), ("- 1", "name: value"),
      ("clip-norm: wide", "clip-norm should be a finite decimal number such as 2.5, or none, got wide"),
      ("optimizer: adm", "optimizer"), ("clip-norm: [1]", "clip-norm"),
      ("length: [1", "length should be a whole number"), ("length: {a: 1}", "length"), ("[a, b]: 1", "a list"),
      ("length: 1\nlength: 2", "length is there already, on line 1"), ("\u{0}", "YAML"),
    ])
  func badYAML(text: String, part: String) {
    let error = Small.error { _ = try ConfigurationLayer(yaml: text, source: "my.yaml") }
    #expect(error?.kind == .data)
    #expect(error?.description.hasPrefix("my.yaml") == true)
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test("Empty YAML is a layer that says nothing", arguments: ["", "# only a comment\n", "---\n"])
  func emptyYAML(text: String) throws {
    #expect(try ConfigurationLayer(yaml: text, source: "test") == ConfigurationLayer())
  }

  @Test("YAML files: missing ones and ones that are no text")
  func yamlFiles() throws {
    let scratch = try Scratch()
    #expect(Small.error { _ = try ConfigurationLayer(yamlFile: scratch.file("none")) }?.kind == .missing)
    let binary = try scratch.write([0xFF, 0xFE, 0x00], to: "binary")
    #expect(Small.error { _ = try ConfigurationLayer(yamlFile: binary) }?.kind == .data)
    let good = try scratch.write("length: 12".utf8, to: "good")
    #expect(try ConfigurationLayer(yamlFile: good).length == 12)
  }

  @Test(
    "A number outside its range is named, with the range and the number",
    arguments: [
      ("threads: 0", "--threads should be at least 1, got 0"), ("hidden: 0", "--hidden should be at least 1, got 0"),
      ("hidden: 9000000000", "--hidden should be at most 65536, got 9000000000"),
      ("layers: -2", "--layers should be at least 1, got -2"),
      ("gradient-batch: 0", "--gradient-batch should be at least 1, got 0"),
      ("curvature-batch: 0", "--curvature-batch should be at least 1, got 0"),
      ("backtracking-batch: 0", "--backtracking-batch should be at least 1, got 0"),
      ("validation-batch: 0", "--validation-batch should be at least 1, got 0"),
      ("cg-patience: 0", "--cg-patience should be at least 1, got 0"),
      ("cg-iterations: 0", "--cg-iterations should be at least 1, got 0"),
      ("checkpoint-every: 0", "--checkpoint-every should be at least 1, got 0"),
      ("keep-checkpoints: 0", "--keep-checkpoints should be at least 1, got 0"),
      ("patience: 0", "--patience should be at least 1, got 0"),
      ("iterations: -1", "--iterations should be at least 0, got -1"),
      ("lambda: -0.5", "--lambda should be a number of at least 0, got -0.5"),
      ("weight-decay: -1", "--weight-decay should be a number of at least 0, got -1.0"),
      ("dropout: 1", "--dropout should be at least 0 and below 1, got 1.0"),
      ("dropout: -0.1", "--dropout should be at least 0 and below 1, got -0.1"),
      ("input-dropout: 2", "--input-dropout should be at least 0 and below 1, got 2.0"),
      (
        "state-noise: 0.5",
        "--state-noise should be left out: states of tanh take no noise, those of rate do, got 0.5"
      ),
      ("input-noise: -1", "--input-noise should be a number of at least 0, got -1.0"),
      (
        "input-noise: 0.5",
        "--input-noise should be left out: memorization-5 has symbols, and no real features, got 0.5"
      ),
      (
        "input-dropout: 0.5",
        "--input-dropout should be left out: memorization-5 has symbols, and no real features, got 0.5"
      ),
      ("cg-tolerance: -1", "--cg-tolerance should be a number of at least 0, got -1.0"),
      ("cg-residual: -1", "--cg-residual should be a number of at least 0, got -1.0"),
      ("minibatches: -1", "--minibatches should be a number of at least 0, got -1.0"),
      ("input-scale: -1", "--input-scale should be a number of at least 0, got -1.0"),
      ("warm-start: 1.5", "--warm-start should be between 0 and 1, got 1.5"),
      ("lambda-factor: 0.5", "--lambda-factor should be a number of at least 1, got 0.5"),
      ("target-wrong: 0", "--target-wrong should be above 0 and at most 1, got 0.0"),
      ("{optimizer: adam, learning-rate: 0}", "--learning-rate should be a number above 0, got 0.0"),
      (
        "{optimizer: sgd, learning-rate-decay: -1}",
        "--learning-rate-decay should be a number of at least 0, got -1.0"
      ),
      ("{optimizer: adam, momentum: 1}", "--momentum should be at least 0 and below 1, got 1.0"),
      ("{optimizer: nesterov, momentum: -0.1}", "--momentum should be at least 0 and below 1, got -0.1"),
      ("{optimizer: rmsprop, clip-norm: -1}", "--clip-norm should be a number above 0, or none, got -1.0"),
      ("{optimizer: adam, updates-per-step: 0}", "--updates-per-step should be at least 1, got 0"),
      ("{optimizer: adam, updates-per-step: 1000001}", "--updates-per-step should be at most 1000000, got 1000001"),
      ("cell: lstm9", "--cell should be one of \(CellRegistry.names.joined(separator: ", ")), got lstm9"),
      ("length: 2000000", "--length should be at most 1000000, got 2000000"),
      ("length: 9223372036854775807", "--length should be at most 1000000, got 9223372036854775807"),
    ])
  func ranges(text: String, sentence: String) throws {
    var base = ConfigurationLayer()
    (base.task, base.length) = ("memorization-5", 10)
    let layer = try ConfigurationLayer(yaml: text, source: "test").over(base)
    let error = Small.error { _ = try ExperimentConfiguration(layer) }
    #expect(error?.kind == .usage)
    #expect(error?.description == sentence)
  }

  @Test(
    "Kinds of parameters and spans of masks that there are not, or that are there twice, are named",
    arguments: [
      ("dropout-mask", "none", "one of step, sequence"),
      ("weight-decay-blocks", "recurrent,biases", kinds), ("weight-decay-blocks", "bias,bias", kinds),
      ("weight-decay-blocks", "bias,,input", kinds),
    ])
  func words(name: String, text: String, expected: String) {
    let error = Small.error { _ = try ConfigurationLayer(yaml: "\(name): \(text)", source: "test") }
    #expect(error?.description == "test, line 1: \(name) should be \(expected), got \(text)")
  }

  private static let kinds = "some of input, recurrent, projection, output, bias, each once, between commas"

  @Test("Kinds of parameters are read in any order and written in one")
  func kindsInOrder() throws {
    let layer = try ConfigurationLayer(yaml: "weight-decay-blocks: bias, recurrent", source: "test")
    #expect(layer.weightDecayBlocks == [.recurrent, .bias])
    let configuration = try Small.configuration("addition") { $0.weightDecayBlocks = [.bias, .recurrent] }
    #expect(configuration.decaying == [.recurrent, .bias])
    #expect(configuration.layer.yaml.contains("weight-decay-blocks: 'recurrent,bias'\n"))
    #expect(try Small.configuration("addition").decaying == ParameterKind.weights)
  }

  @Test(
    "A number that is none or infinite, from a command line, is named",
    arguments: [
      ("lambda", "a number of at least 0"), ("mu", "a number of at least 0"), ("seconds", "a number of at least 0"),
      ("target-wrong", "above 0 and at most 1"), ("dropout", "at least 0 and below 1"),
      ("input-dropout", "at least 0 and below 1"), ("input-noise", "a number of at least 0"),
      ("state-noise", "a number of at least 0"), ("rate-penalty", "a number of at least 0"),
      ("recurrent-density", "above 0 and at most 1"), ("excitatory", "above 0 and below 1"),
    ])
  func noNumbers(name: String, expected: String) {
    for value in [Double.nan, .infinity, -.infinity] {
      let error = Small.error { _ = try Small.configuration("addition") { $0[name] = .number(value) } }
      #expect(error?.description == "--\(name) should be \(expected), got \(value)")
    }
  }

  @Test("No task, an unknown one, an unknown variant, a length too small")
  func tasks() {
    #expect(Small.error { _ = try ExperimentConfiguration(ConfigurationLayer()) }?.kind == .usage)
    #expect(throws: SequenceDataError.self) { try Small.configuration("adition") }
    #expect(throws: SequenceDataError.self) { try Small.configuration("xor") { $0.variant = "sum" } }
    #expect(throws: SequenceDataError.self) { try Small.configuration("xor", length: 9) }
  }

  @Test("The damping of a task whose every step carries loss begins in proportion to the steps")
  func taskDefaults() throws {
    #expect(
      try Small.configuration("addition", length: 50).layer["lambda"]
        == Small.configuration("addition", length: 100).layer["lambda"])
    let (short, long) = (
      try Small.configuration("memorization-20", length: 30), try Small.configuration("memorization-20", length: 130)
    )
    #expect(long.hessianFree!.initialLambda >= short.hessianFree!.initialLambda)
    // Ten steps carry loss where only the repetition does, and one in the other two.
    for (task, variant, lambda) in [
      ("memorization-20", "recall-only", 1), ("random-permutation", "last", 0.1), ("addition", "", 0.1),
    ] {
      let configuration = try Small.configuration(task) { $0.variant = variant }
      #expect(configuration.hessianFree?.initialLambda == lambda, "\(task)")
    }
    #expect(try Small.configuration("memorization-20") { $0["lambda"] = 0.5 }.hessianFree?.initialLambda == 0.5)
  }

  @Test(
    "The form of structural damping follows from the cell unless it is chosen",
    arguments: [
      ("tanh", "matching"), ("mrnn", "matching"), ("lstm", "squared"), ("gru", "squared"), ("lem", "squared"),
      ("cornn", "squared"), ("indrnn", "matching"), ("mingru", "squared"),
    ])
  func structuralForm(cell: String, form: String) throws {
    #expect(try Small.configuration("addition") { $0.cell = cell }.structural.rawValue == form)
    #expect(try Small.configuration("addition") { ($0.cell, $0.structural) = (cell, .quarter) }.structural == .quarter)
  }

  @Test("An activation for gates that have their own is refused", arguments: ["lstm", "gru", "lem", "cornn", "mingru"])
  func gateActivation(_ cell: String) throws {
    let error = Small.error { _ = try Small.configuration("addition") { ($0.cell, $0.activation) = (cell, .relu) } }
    #expect(error?.kind == .usage)
    #expect(
      error?.description
        == "--activation should be left out: the gates of the cell \(cell) have theirs, got relu")
    #expect(
      try Small.configuration("addition") { ($0.cell, $0.activation) = (cell, .tanh) }.network.layers[0].cell == cell)
    #expect(
      try Small.configuration("addition") { ($0.cell, $0.activation) = ("mrnn", .relu) }.network.layers[0].activation
        == .relu)
  }
}
