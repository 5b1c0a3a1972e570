public import LinearAlgebra
public import Optimization
public import RecurrentNetworks

/// The options of every experiment, one entry each; those of the optimizers stand with the optimizers.
///
/// A new option is one more property. It is read from YAML and the command line, checked, stored in `config.yaml` and
/// checkpoints and shown in help under its name; its value is the property of that name of ``ConfigurationLayer`` and, unless
/// it is a ``SourceOption``, of ``ExperimentConfiguration``.
public struct ExperimentOptions: Sendable {
  // MARK: Data

  /// The task by name.
  public let task = SourceOption<String>.text("task", .data, "Task, instead of a dataset file.")
    .withoutFlag.about(.data)
  /// A dataset file, instead of sequences made on the fly.
  public let data = SourceOption<String>.text("data", .data, "Dataset file, instead of a task made on the fly.")
    .about(.data).usual
  /// The nominal length T of a task.
  public let length = SourceOption<Int>.count(
    "length", 1...LengthSchedule.longest, .data, "Nominal length T of the task."
  ).about(.task).usual.otherwise("50; of check the smallest")
  /// The variant of a task.
  public let variant = SourceOption<String>.text("variant", .data, "Variant of the task: sum, last, recall-only.")
    .about(.task)
  /// The steps of the windows of a text.
  public let window = SourceOption<Int>.count(
    "window", 1...LengthSchedule.longest, .data, "Text: steps of the windows that it is trained in."
  ).about(.text).usual.otherwise("100")
  /// The steps of a window that warm the state up.
  public let warmUp = SourceOption<Int>.count(
    "warm-up", 0...LengthSchedule.longest, .data,
    "Text: steps of a window that warm the state up and carry no loss; of consecutive windows those of validation alone."
  ).about(.text).otherwise("a fifth of the window")
  /// The order in which the windows of a text are trained on: each by itself, or with the state that the one before it left.
  public let windows = SourceOption<WindowOrder>.word(
    "windows", .data, "Text: windows begin anywhere, or where the last ones ended, with their states (stateful)."
  ).about(.text).otherwise("random")
  /// Where all randomness comes from.
  public let seed = SettledOption<UInt64>.seed("seed", .data, "Seed of all randomness.", default: 1).ofOneRun.usual
  /// Whether numbers in the data may be NaN or infinite.
  public let allowNonfiniteData = SettledOption<Bool>.truth(
    "allow-nonfinite-data", .data, "Let numbers in the data be NaN or infinite.", default: false)

  /// What is laid under all other choices.
  public let recipe = SettledOption<RecipeKind>.word(
    "recipe", .data,
    "What holds where you do not choose; long-range: 100 tanh units, dual for numbers at the end, else hf; text: soap on 50, 400 tanh units (mrnn 270, others 200); small-data: adam on 32, 64 lstm units, --patience 50 (10 with hf, lbfgs, dual)."
  ).about(.text).usual.otherwise("that for a task, a text, or other data")

  // MARK: Model

  /// The cell of all layers.
  public let cell = SourceOption<String>.text(
    "cell", .model, "Cell of the network: \(CellRegistry.names.joined(separator: ", "))."
  ).about(.alikeLayers).usual.otherwise("by recipe")
  /// The units of each layer.
  public let hidden = SourceOption<Int>.count("hidden", 1...65_536, .model, "Units in each layer.")
    .about(.alikeLayers).usual.otherwise("by recipe")
  /// The layers: how many, or each of them.
  public let layers = SourceOption<LayerStack>.layers(
    "layers", .model, "How many layers, or each as CELL:UNITS[:ACTIVATION], such as lstm:200,dense:50:relu."
  ).usual.otherwise("1")
  /// The activation of all layers.
  public let activation = SourceOption<Activation>.word(
    "activation", .model, "Activation of the cells tanh, mrnn and dense."
  ).about(.alikeLayers).otherwise("tanh")
  /// The state before the first step.
  public let initialState = SourceOption<InitialState>.word("initial-state", .model, "State before the first step.")
    .otherwise("learned")
  /// How parameters begin. Orthogonal: with it every task is solved at a lower cost than published.
  public let initializer = SourceOption<Initializer>.word("initializer", .model, "How parameters begin.")
    .otherwise("orthogonal")
  /// The standard deviation of input weights at the start.
  public let inputScale = SourceOption<Double>.number(
    "input-scale", .atLeast(0), .model, "Standard deviation of input weights at the start."
  ).otherwise("0.125 for real inputs, else the initializer's")
  /// Whether biases make up for the mean input at the start.
  public let centerInputs = SettledOption<Bool>.truth(
    "center-inputs", .model, "Start biases at −W_x x̄, so that the mean input x̄ does not add up over the steps.",
    default: false
  ).formerly("centring", ["none": "false", "inputs": "true"])
  /// The probability with which a recurrent weight is there.
  public let recurrentDensity = SettledOption<Double>.number(
    "recurrent-density", .above(0, atMost: 1), .model,
    "Share of the recurrent weights that are there, drawn from the seed; the others are 0 for the whole run.",
    default: 1)
  /// Whether units feed themselves.
  public let selfConnections = SettledOption<Bool>.truth(
    "self-connections", .model, "Units feed themselves; without, W_hh of tanh and rate has a diagonal of 0.",
    default: true)
  /// The share of units that excite.
  public let excitatory = OpenOption<Double>.number(
    "excitatory", .above(0, below: 1), .model,
    "Dale's law, for tanh and rate: share of the units that excite, the first of a layer, while the others inhibit."
  ).otherwise("weights of any sign")
  /// What sums over a batch are divided by.
  public let normalization = SettledOption<Normalization>.word(
    "normalization", .model, "What sums over a batch are divided by.", default: .sequence
  ).otherwise("sequence; step for text")
  /// κ; 2e-5 in Martens & Sutskever (2011).
  public let weightDecay = SettledOption<Double>.number(
    "weight-decay", .atLeast(0), .model, "Weight decay κ.", default: 2e-5
  ).usual
  /// The parameters that decay, in the loss and decoupled from it.
  public let weightDecayBlocks = OpenOption<[ParameterKind]>.kinds(
    "weight-decay-blocks", .model, "What decays, of \(ParameterKind.allCases.map(\.rawValue).joined(separator: ", "))."
  ).otherwise("all weights")
  /// The probability with which an output does not reach the layer above. Off by default: data made on the fly cannot be
  /// over-fitted.
  public let dropout = SettledOption<Double>.number(
    "dropout", .atLeast(0, below: 1), .model,
    "Dropout in training: probability with which an output does not reach what stands above its layer.", default: 0
  ).usual
  /// How long a mask of dropout stays. A step: what Zaremba, Sutskever & Vinyals (2014) did.
  public let dropoutMask = SettledOption<TrainingNoise.MaskSpan>.word(
    "dropout-mask", .model, "What has a mask of dropout of its own: each step, or each sequence.", default: .step)
  /// The same of real features.
  public let inputDropout = SettledOption<Double>.number(
    "input-dropout", .atLeast(0, below: 1), .model, "Dropout of real features, in training.", default: 0)
  /// σ of the noise of real features.
  public let inputNoise = SettledOption<Double>.number(
    "input-noise", .atLeast(0), .model,
    "Standard deviation of the noise that real features get in training, fresh in each step.", default: 0)
  /// σ of the noise of states.
  public let stateNoise = SettledOption<Double>.number(
    "state-noise", .atLeast(0), .model,
    "Standard deviation σ of the noise that states get in training, fresh in each step; for cells that take it.",
    default: 0)
  /// ρ, the weight of the penalty on rates.
  public let ratePenalty = SettledOption<Double>.number(
    "rate-penalty", .atLeast(0), .model,
    "Weight ρ of a penalty ½ ρ Σ h² on the outputs of all layers in all steps, in training.", default: 0)
  /// The form of structural damping.
  public let structural = SettledOption<StructuralForm>.word("structural", .model, "Form of structural damping.")
    .otherwise("matching; squared for \(CellRegistry.names(with: .squared).joined(separator: ", "))")

  // MARK: Optimizer

  /// The optimizer.
  public let optimizer = SourceOption<OptimizerKind>.word(
    "optimizer", .optimizer,
    "hf: Hessian-free, few long steps on large batches; dual: exact ones, for a loss on the last step; the others: many short ones."
  ).usual.otherwise("by recipe")
  /// Sequences of a gradient. 2500, a quarter of the paper's: of four kinds of task 5000 cost 1.25 to 2.2 times as much,
  /// and one lost by 1250. 100 for a first-order method, whose updates live from being many.
  public let gradientBatch = SettledOption<Int>.count(
    "gradient-batch", 1...100_000_000, .optimizer, "Sequences of a gradient."
  ).of(.gradient).orAs("batch-size").usual.otherwise("by recipe and optimizer")
  /// Sequences of a curvature product, of the factors of K-FAC, or of the rows of an exact step. 250, a quarter of the paper's.
  public let curvatureBatch = SettledOption<Int>.count(
    "curvature-batch", 1...100_000_000, .optimizer,
    "Sequences of a curvature product, of the factors of K-FAC, or of an exact step."
  ).of(.curvature).usual.otherwise("250, of text 100; 32 and 8 for kfac; 500 for dual")
  /// Sequences of the first gradient, from which batches grow: the curvature batch in proportion, unless rows are made of it. Off
  /// by default, but for exact steps.
  public let initialBatch = OpenOption<Int>.count(
    "initial-batch", 1...100_000_000, .optimizer,
    "Sequences of the first gradient: it grows to --gradient-batch, the curvature batch with it, when its noise asks for it; with dual alone, when other sequences gain little."
  ).of(.curvature).otherwise("--gradient-batch: batches of one size; 500 for dual")
  /// Sequences on which iterates are compared and the step length is settled. 500.
  public let backtrackingBatch = SettledOption<Int>.count(
    "backtracking-batch", 1...100_000_000, .optimizer,
    "Sequences on which iterates are compared and the step length is settled.", default: 500
  ).of(.backtracking)
  /// Fresh sequences on which the wrong share is looked at after each step; forward only.
  public let validationBatch = SettledOption<Int>.count(
    "validation-batch", 1...100_000_000, .optimizer, "Fresh sequences looked at after each step.", default: 1000)
  /// The curvature matrix.
  public let curvature = SettledOption<Curvature>.word(
    "curvature", .optimizer, "Curvature matrix: fisher for natural gradients, hessian for damped Newton steps.",
    default: .gaussNewton
  ).of(.curvature)
  /// Lengths through which a run grows.
  public let lengthSchedule = SourceOption<String>.text(
    "length-schedule", .optimizer,
    "Grow the length when the present one is solved: 20,50,100, or start and factor, 30:1.3; none: one length."
  ).about(.task).usual.otherwise("by recipe")
  /// A run folder or checkpoint whose parameters a run begins with.
  public let initializeFrom = OpenOption<String>.text(
    "initialize-from", .optimizer,
    "Run folder or checkpoint whose last parameters, and nothing else, a run begins with.")
  /// The precision of all vectors.
  public let precision = SettledOption<Precision>.word(
    "precision", .optimizer, "Precision of all vectors; inner products accumulate in double in both.", default: .float)

  // MARK: Budget

  /// Steps at most.
  public let iterations = OpenOption<Int>.count("iterations", 0...Int.max, .budget, "Most steps.")
    .changeable.usual.otherwise("no bound")
  /// The budget in minibatches of Martens & Sutskever (2011): 1000 sequences through a gradient or a product. Theirs.
  public let minibatches = SettledOption<Double>.number(
    "minibatches", .atLeast(0), .budget,
    "Budget in passes of 1000 sequences through a gradient or a curvature product.",
    default: 50_000
  ).changeable.usual
  /// Seconds of training after which no further step is begun. Those before a resumption count.
  public let seconds = OpenOption<Double>.number(
    "seconds", .atLeast(0), .budget,
    "Seconds after which no step is begun; a final test takes what is left of them, at least a twentieth."
  ).changeable.usual.otherwise("no bound")
  /// What the seconds of a run are. Those that pass.
  public let clock = SettledOption<RunClock>.word(
    "clock", .budget,
    "What counts as seconds: real, or processor time of all threads, to compare runs on a busy machine.",
    default: .real)
  /// Steps without a better validation score after which a run ends: early stopping (Goodfellow, Bengio & Courville
  /// 2016, *Deep learning*, algorithm 7.1). Steps at a length shorter than the one asked for do not count.
  public let patience = OpenOption<Int>.count(
    "patience", 1...Int.max, .budget,
    "Early stopping: steps in a row without a better validation score after which the run ends."
  ).changeable.usual.otherwise("by recipe: no bound, or of small data 50")
  /// The share of wrong sequences below which a task counts as solved; where even an ideal observer is wrong at times, above its share.
  public let targetWrong = SettledOption<Double>.number(
    "target-wrong", .above(0, atMost: 1), .budget,
    "Share of wrong sequences, above that of an ideal observer, below which the task is solved.",
    default: 0.01
  ).changeable

  // MARK: Files and machine

  /// The folder of the run.
  public let runFolder = OpenOption<String>.text("run-folder", .files, "Folder of the run.")
    .ofOneRun.usual.otherwise("runs/TASK-LENGTH-seed-SEED; of a text runs/FILE-CELL-seed-SEED")
  /// Steps between checkpoints.
  public let checkpointEvery = SettledOption<Int>.count(
    "checkpoint-every", 1...Int.max, .files, "Steps between checkpoints.", default: 25
  ).changeable
  /// Checkpoints that stay: the last one alone, or the last few under names of their own too.
  public let keepCheckpoints = SettledOption<Int>.count(
    "keep-checkpoints", 1...Int.max, .files,
    "Checkpoints that stay; from 2 on the last ones also as checkpoint-STEP.h5.", default: 1
  ).changeable.formerly("keep")
  /// Worker threads.
  public let threads = SettledOption<Int>.count("threads", 1...1024, .files, "Worker threads; they change no bit.")
    .changeable.usual.otherwise("the cores that this process may use")
  /// A bound in bytes on kept states.
  public let memoryLimit = OpenOption<String>.text(
    "memory-limit", .files, "Bytes of kept activations, such as 500M or 2G; beyond it they are recomputed.",
    form: TextForm("a number of bytes such as 500M or 2G") { (try? ByteCount.parse($0)) != nil }
  ).changeable.otherwise("what a ulimit or a control group leaves, else no bound")
}

extension ExperimentOptions {
  /// Entries that others put beside these: programs that have options of their own, and tests.
  @TaskLocal public static var added: [OptionEntry] = []

  /// Every option: those of any experiment, those added, those of the optimizers.
  public static var entries: [OptionEntry] { own + added + OptimizerKind.options.map(OptionEntry.init) }

  static let shared = ExperimentOptions()

  /// Those of any experiment, with the words that open choices have at present.
  private static var own: [OptionEntry] {
    Mirror(reflecting: ExperimentOptions()).children.compactMap { ($0.value as? any TypedOption)?.entry }
  }

  /// Those that stand for themselves in an experiment: no others are made of them.
  static var settled: [OptionEntry] {
    own.filter { !$0.isSource } + added
  }

  /// The option of a name.
  static func entry(named name: String) -> OptionEntry? { entries.first { $0.name == name } }
}
