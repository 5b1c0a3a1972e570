internal import DurableFiles
public import Optimization
public import LinearAlgebra
public import RecurrentNetworks
internal import SequenceData

/// Every choice of an experiment, resolved.
///
/// The defaults are those of Martens & Sutskever (2011) where the property says nothing else: 100 tanh units, structural
/// damping with μ = 1/30, a budget of 50,000 minibatches of 1000 sequences. Three are not theirs: the orthogonal start, with
/// which every task is solved at a lower cost than published, batches of half their size, and at most 100 CG iterations, a
/// third of theirs.
public struct ExperimentConfiguration: Sendable, Equatable {
  /// The task by name and variant, and its nominal length; of a dataset file, what it says about itself.
  public var task: String
  public var variant: String
  public var length: Int
  /// The dataset file that the sequences come from, nil where they are made on the fly.
  public var data: String?
  /// That file, where the choices have been made from what it says.
  var openData = OpenData()
  /// Whether numbers in the data may be NaN or infinite.
  public var allowsNonfiniteData: Bool
  /// The nominal lengths through which a run grows, ``length`` the last; one for a run of fixed length.
  public var lengths: [Int]
  /// The windows that a text is trained in; nil where the data are no text.
  public var window: TextWindow?
  /// Where all randomness comes from.
  public var seed: UInt64
  public var threads: Int
  public var precision: Precision
  public var network: NetworkDefinition
  public var initialization: InitializerOptions
  /// Whether biases make up for the mean input at the start.
  public var centring: Centering
  /// The run folder or checkpoint whose parameters the run begins with instead, if any.
  public var initializeFrom: String?
  public var normalization: Normalization
  /// κ; 2e-5 in the paper.
  public var weightDecay: Double
  /// Sequences of a gradient. 2500, a quarter of the paper's: of four kinds of task 5000 cost 1.25 to 2.2 times as much,
  /// and one lost by 1250. 100 for a first-order method, whose updates live from being many.
  public var gradientBatch: Int
  /// Sequences of a curvature product. 250, a quarter of the paper's.
  public var curvatureBatch: Int
  /// Sequences on which iterates are compared and the step length is settled. 500.
  public var backtrackingBatch: Int
  /// Fresh sequences on which the wrong share is looked at after each step; forward only.
  public var validationBatch: Int
  public var curvature: Curvature
  public var structural: StructuralForm
  /// The optimizer that trains, with its options.
  public var optimizer: ChosenOptimizer
  /// Steps at most, nil for no bound.
  public var iterations: Int?
  /// The budget in minibatches of Martens & Sutskever: 1000 sequences through a gradient or a product.
  public var minibatches: Double
  /// Seconds of training after which no further step is begun, nil for no bound. Those before a resumption count.
  public var seconds: Double?
  /// The share of wrong sequences below which a task counts as solved.
  public var targetWrong: Double
  /// A bound in bytes on kept states, nil for none.
  public var memoryLimit: Int?
  public var runFolder: String?
  /// Steps between checkpoints.
  public var checkpointEvery: Int
  /// Checkpoints that stay: the last one alone, or the last few under names of their own too.
  public var keep: Int

  /// Resolves a layer over the defaults of its data and of the paper.
  ///
  /// - Parameters:
  ///   - layer: the choices.
  ///   - shape: what the data are made of, where that is known from elsewhere: a dataset file need not be there then.
  /// - Throws: ``TrainingError`` or `SequenceDataError` for a choice that makes no sense.
  public init(_ layer: ConfigurationLayer, shape: DataShape? = nil) throws {
    let found: DataShape
    let scoredSteps: () throws -> Double
    data = layer.data
    allowsNonfiniteData = layer.allowNonfiniteData ?? false
    var isText = false
    if let path = layer.data, let known = shape {
      found = known
      scoredSteps = { 1 }
      isText = layer.window != nil
      task = layer.task ?? path
      variant = layer.variant ?? ""
      length = layer.length ?? layer.window ?? 1
      lengths = [length]
    } else if let path = layer.data, case let admitted = try openData.open(path), try TextData.isText(admitted) {
      found = TextData.shape(try TextData.vocabulary(of: admitted))
      scoredSteps = { 1 }
      isText = true
      task = TextData.name(of: path)
      variant = ""
      length = layer.window ?? Self.usualWindow
      lengths = [length]
      try Self.requireText(layer, path)
    } else if let path = layer.data {
      let file = try DataFile(openData.open(path), allowsNonFinite: layer.allowNonfiniteData ?? false)
      found = file.shape
      scoredSteps = file.scoredSteps
      task = file.name
      variant = file.file.description.variant ?? ""
      length = file.length
      lengths = [length]
      try Self.requireAgreement(of: layer, with: file)
    } else {
      guard let name = layer.task else {
        throw TrainingError(
          .usage,
          "neither a task nor a dataset file is named; the tasks are \(SequenceTasks.names.joined(separator: ", "))")
      }
      let definition = try SequenceTasks.named(name, variant: layer.variant ?? "")
      found = DataShape(of: definition)
      task = name
      variant = layer.variant ?? ""
      length = layer.length ?? 50
      try definition.validate(length: length)
      lengths = try LengthSchedule.parse(layer.lengthSchedule, length: length, smallest: definition.smallestLength)
      let first = lengths[0]
      scoredSteps = { Double(definition.scoredSteps(length: first)) }
    }
    if !isText, let (name, value) = layer.window.map({ ("window", $0) }) ?? layer.warmUp.map({ ("warm-up", $0) }) {
      throw TrainingError(.usage, "--\(name) \(value) is of text, and \(task) is none")
    }
    window = isText ? TextWindow(length: length, warmUp: layer.warmUp ?? length / 5) : nil
    let defaults = (layer.optimizer ?? OptimizerKind.allCases[0]).defaults
    try layer.requireOptions(of: defaults)
    let asksForLambda = defaults.has("lambda") && layer.lambda == nil && layer.normalization != .step && !isText
    let layer = layer.over(
      isText
        ? .textDefaults(defaults) : .defaults(for: found, scoredSteps: asksForLambda ? try scoredSteps() : 1))
    seed = layer.seed ?? 1
    threads = layer.threads ?? Processor.usableCores
    precision = layer.precision ?? .float
    network = NetworkDefinition(
      input: found.inputs.networkInput, layers: try layer.networkLayers(), outputs: found.outputs.width,
      loss: found.loss, learnsInitialState: layer.initialState != .zero)
    initialization = InitializerOptions(layer.initializer ?? .orthogonal, inputScale: layer.inputScale)
    centring = layer.centring ?? .none
    initializeFrom = layer.initializeFrom
    normalization = layer.normalization ?? .sequence
    weightDecay = layer.weightDecay ?? 2e-5
    gradientBatch = layer.gradientBatch ?? defaults.suggestedBatch.sequences
    curvatureBatch = layer.curvatureBatch ?? 250
    backtrackingBatch = layer.backtrackingBatch ?? 500
    validationBatch = layer.validationBatch ?? 1000
    curvature = layer.curvature ?? .gaussNewton
    structural = layer.structural ?? network.structuralForm
    optimizer = ChosenOptimizer(defaults.with(layer.optimizerChoices))
    iterations = layer.iterations
    minibatches = layer.minibatches ?? 50_000
    seconds = layer.seconds
    targetWrong = layer.targetWrong ?? 0.01
    memoryLimit = try layer.memoryLimit.map(ByteCount.parse)
    runFolder = layer.runFolder
    checkpointEvery = layer.checkpointEvery ?? 25
    keep = layer.keep ?? 1
    try validate(isLayerList: layer.layers?.isList ?? false)
  }

  /// The optimizer that trains, by its name.
  public var optimizerKind: OptimizerKind { optimizer.kind }

  /// Steps of a window of text.
  private static var usualWindow: Int { 100 }

  /// Refuses choices that have no meaning for text.
  private static func requireText(_ layer: ConfigurationLayer, _ path: String) throws(TrainingError) {
    if let length = layer.length {
      throw TrainingError(.usage, "--length \(length) is of tasks; \(path) is text, which --window cuts into sequences")
    }
    if let schedule = layer.lengthSchedule {
      throw TrainingError(
        .usage, "--length-schedule \(schedule.excerpt) is of tasks; \(path) is text, in windows of one length")
    }
  }

  /// Refuses choices that a dataset file has made already, and made differently.
  private static func requireAgreement(of layer: ConfigurationLayer, with file: DataFile) throws(TrainingError) {
    func refuse(_ option: String, _ chosen: String, _ found: String) throws(TrainingError) {
      throw TrainingError(
        .usage, "--\(option) \(chosen.excerpt) cannot be chosen for a dataset file: \(file.file.path) has \(found)")
    }
    if let length = layer.length, length != file.length {
      try refuse("length", String(length), "length \(file.length)")
    }
    if let variant = layer.variant, variant != file.file.description.variant ?? "" {
      try refuse("variant", variant, "variant '\((file.file.description.variant ?? "").excerpt)'")
    }
    if let schedule = layer.lengthSchedule { try refuse("length-schedule", schedule, "one length, \(file.length)") }
  }
}
