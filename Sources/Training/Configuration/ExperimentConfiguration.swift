internal import DurableFiles
internal import LinearAlgebra
public import Optimization
public import RecurrentNetworks
internal import SequenceData

/// Every choice of an experiment, resolved.
///
/// The choices that stand for themselves are those of ``ExperimentOptions``, as properties of the same names:
/// `configuration.seed`. Of the others a part of the experiment is made, which is a property here. What is open is filled by a
/// ``Recipe``, then by defaults. These are those of
/// Martens & Sutskever (2011) where nothing else is said: 100 tanh units, structural damping with μ = 1/30, a budget of
/// 50,000 minibatches of 1000 sequences. Three are not theirs: the orthogonal start, with which every task is solved at a
/// lower cost than published, batches of half their size, and at most 100 CG iterations, a third of theirs.
@dynamicMemberLookup
public struct ExperimentConfiguration: Sendable, Equatable {
  /// The task by name and variant, and its nominal length; of a dataset file, what it says about itself.
  public var task: String
  public var variant: String
  public var length: Int
  /// The dataset file that the sequences come from, nil where they are made on the fly.
  public var data: String?
  /// That file, where the choices have been made from what it says.
  var openData = OpenData()
  /// The nominal lengths through which a run grows, ``length`` the last; one for a run of fixed length.
  public var lengths: [Int]
  /// The windows that a text is trained in; nil where the data are no text.
  public var window: TextWindow?
  public var network: NetworkDefinition
  public var initialization: InitializerOptions
  /// The optimizer that trains, with its options.
  public var optimizer: ChosenOptimizer
  /// The choices that stand for themselves.
  private var settled = ConfigurationLayer()

  /// A choice that every experiment has.
  public subscript<Value: Sendable>(
    dynamicMember option: KeyPath<ExperimentOptions, SettledOption<Value>>
  ) -> Value {
    get { self[ExperimentOptions.shared[keyPath: option]] }
    set { self[ExperimentOptions.shared[keyPath: option]] = newValue }
  }

  /// A choice that an experiment may be without.
  public subscript<Value: Sendable>(
    dynamicMember option: KeyPath<ExperimentOptions, OpenOption<Value>>
  ) -> Value? {
    get { self[ExperimentOptions.shared[keyPath: option]] }
    set { self[ExperimentOptions.shared[keyPath: option]] = newValue }
  }

  /// A choice that every experiment has.
  public subscript<Value: Sendable>(option: SettledOption<Value>) -> Value {
    get {
      guard let value = settled[option] else { preconditionFailure("--\(option.entry.name) is open") }
      return value
    }
    set { settled[option] = newValue }
  }

  /// A choice that an experiment may be without.
  public subscript<Value: Sendable>(option: OpenOption<Value>) -> Value? {
    get { settled[option] }
    set { settled[option] = newValue }
  }

  /// A bound in bytes on kept states, nil for none.
  public var memoryLimitInBytes: Int? { self.memoryLimit.flatMap { try? ByteCount.parse($0) } }

  /// The share of wrong sequences below which the task is solved at a nominal length: `target-wrong`, and what even an ideal observer
  /// gets wrong.
  public func solvedBelow(at length: Int) -> Double {
    let known = try? SequenceTasks.named(task, variant: variant)
    return self.targetWrong + (known?.baseline(length: length).idealWrongShare ?? 0)
  }

  /// The kinds of parameters that decay.
  public var decaying: [ParameterKind] { self.weightDecayBlocks ?? ParameterKind.weights }

  /// What is random about the network while it is trained.
  public var noise: TrainingNoise {
    var noise = TrainingNoise()
    (noise.dropout, noise.inputDropout) = (self.dropout, self.inputDropout)
    (noise.maskSpan, noise.inputNoise, noise.stateNoise) = (self.dropoutMask, self.inputNoise, self.stateNoise)
    return noise
  }

  /// Resolves a layer over the recipe for its data and the defaults of the paper.
  ///
  /// Where no recipe is chosen, it is that for texts of a text, that for tasks of a task by name and of a file that holds one as
  /// this program defines it, and that for small data of any other file.
  ///
  /// - Parameters:
  ///   - layer: the choices.
  ///   - shape: what the data are made of, where that is known from elsewhere: a dataset file need not be there then.
  ///   - isBegun: whether they are those of a run that began once, maybe before there were choices that there are today. Without a
  ///     recipe of its own it is taken for one of a task or a text, as all were before there were recipes.
  /// - Throws: ``TrainingError`` or `SequenceDataError` for a choice that makes no sense.
  public init(_ layer: ConfigurationLayer, shape: DataShape? = nil, isBegun: Bool = false) throws {
    try layer.requireBounds()
    let found: DataShape
    let scoredSteps: () throws -> Double
    var hasSeveralScoredSteps: () throws -> Bool = { false }
    var sequences: Int?
    var demand: TaskDemand?
    var recipe = RecipeKind.longRange
    data = layer.data
    let isBegun = isBegun || shape != nil
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
      hasSeveralScoredSteps = { true }
      task = TextData.name(of: path)
      variant = ""
      length = layer.window ?? Self.usualWindow
      lengths = [length]
      try Self.requireText(layer, path)
    } else if let path = layer.data {
      let file = try DataFile(openData.open(path), allowsNonFinite: layer.allowNonfiniteData ?? false)
      found = file.shape
      scoredSteps = file.scoredSteps
      hasSeveralScoredSteps = file.hasSeveralScoredSteps
      task = file.name
      variant = file.file.description.variant ?? ""
      length = file.length
      lengths = [length]
      sequences = file.train.count
      demand = file.task?.demand
      if file.task == nil, !isBegun { recipe = .smallData }
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
      demand = definition.demand
      let growing =
        isBegun || layer.initializeFrom != nil
        ? nil : (layer.recipe ?? recipe).recipe.growing(definition.demand, length)
      lengths = try LengthSchedule.parse(
        layer.lengthSchedule ?? growing, length: length, smallest: definition.smallestLength)
      let first = lengths[0]
      scoredSteps = { definition.scoredSteps(length: first) }
      let last = length
      hasSeveralScoredSteps = { definition.scoredSteps(length: last) > 1 }
    }
    let ofText = ["window", "warm-up", "windows"].lazy.compactMap { name in layer[name].map { (name, $0.plain) } }.first
    if !isText, let (name, value) = ofText {
      throw TrainingError(.usage, "--\(name) \(value) is of text, and \(task) is none")
    }
    window =
      isText
      ? TextWindow(length: length, warmUp: layer.warmUp ?? length / 5, order: layer.windows ?? .random) : nil
    recipe = layer.recipe ?? (isText ? .text : recipe)
    if recipe.recipe.isOfText != isText {
      let kind = isText ? "a text" : "none"
      throw TrainingError(
        .usage, "--recipe \(recipe) is for \(recipe.recipe.subject), and \(task.excerpt) is \(kind): leave it out")
    }
    let candidates = layer.optimizer.map { [$0] } ?? recipe.recipe.optimizers(found, demand)
    let defaults = (candidates.first { layer.suits($0.defaults) } ?? candidates[0]).defaults
    try layer.requireOptions(of: defaults)
    if let rows = defaults.with(layer.values).rows, try hasSeveralScoredSteps() {
      let (name, remedy) =
        rows.option == "optimizer" ? (defaults.name, "hf or kfac") : (layer[rows.option]!.plain, "kfac")
      throw TrainingError(
        .usage,
        "--\(rows.option) \(name) is for data with a loss on one step of each sequence, and \(task.excerpt) has more: choose \(remedy)"
      )
    }
    let asksForLambda = defaults.has("lambda") && layer["lambda"] == nil && layer.normalization != .step && !isText
    let layer = layer.over(
      recipe.recipe.values(
        RecipeSubject(
          chosen: layer, optimizer: defaults, shape: found, demand: demand, sequences: sequences,
          scoredSteps: asksForLambda ? try scoredSteps() : 1, isBegun: isBegun)))
    network = NetworkDefinition(
      input: found.inputs.networkInput, layers: try layer.networkLayers(), outputs: found.outputs.width,
      loss: found.loss, learnsInitialState: layer.initialState != .zero)
    initialization = InitializerOptions(layer.initializer ?? .orthogonal, inputScale: layer.inputScale)
    optimizer = ChosenOptimizer(defaults.with(layer.values))
    var rest = ConfigurationLayer()
    rest.recipe = recipe
    rest.gradientBatch = defaults.suggestedBatch.sequences
    rest.curvatureBatch = defaults.suggestedCurvatureBatch.sequences
    let leading =
      defaults.leadingRole == .gradient
      ? layer.gradientBatch ?? defaults.suggestedBatch.sequences
      : layer.curvatureBatch ?? defaults.suggestedCurvatureBatch.sequences
    rest.initialBatch = defaults.suggestedInitialBatch.flatMap { $0 < leading ? $0 : nil }
    rest.structural = network.structuralForm
    rest.threads = Processor.usableCores
    settled = layer.settled(over: rest)
    settled.memoryLimit = memoryLimitInBytes.map(String.init)
    try validate(isLayerList: layer.layers?.isList ?? false)
  }

  /// The optimizer that trains, by its name.
  public var optimizerKind: OptimizerKind { optimizer.kind }

  /// All choices as a layer: what `config.yaml` of a run and its checkpoint hold. Resolved again, in any folder, it gives
  /// this configuration: paths to what a run reads begin at the root of the file system.
  public var layer: ConfigurationLayer {
    let roles = optimizer.options.roles
    var layer = settled.without { $0.role.map { !roles.contains($0) } ?? false }
    layer.task = task
    layer.data = data.map(AbsolutePath.of)
    layer.variant = variant
    layer.length = isText ? nil : length
    layer.window = window?.length
    layer.warmUp = window?.warmUp
    layer.windows = window?.order
    // A schedule of one length would become a growing one where the length is overridden, and so would none at all.
    if data == nil {
      layer.lengthSchedule = lengths.count > 1 ? lengths.map(String.init).joined(separator: ",") : LengthSchedule.none
    }
    layer.setNetworkLayers(network)
    layer.initialState = network.learnsInitialState ? .learned : .zero
    layer.initializer = initialization.initializer
    layer.inputScale = initialization.inputScale
    layer.initializeFrom = self.initializeFrom.map(AbsolutePath.of)
    layer.optimizer = optimizerKind
    for option in optimizer.options.described { layer.values[option.name] = option.value }
    return layer
  }

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
