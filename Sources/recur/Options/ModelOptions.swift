import ArgumentParser
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// What is trained on what: the options that `train` and `check` share.
struct ModelOptions: ParsableArguments {
  @Option(
    help: """
      YAML file with any of these options, as config.yaml of a run, or a pipe, - for standard input; the command line \
      wins over it.
      """)
  var config: String?

  @Option(help: "Dataset file, instead of a task made on the fly.")
  var data: String?

  @Flag(help: "Let numbers in the data be NaN or infinite.")
  var allowNonfiniteData = false

  @Option(help: "Nominal length T of the task. (default: 50; of check the smallest)")
  var length: Int?

  @Option(help: "Text: steps of the windows that it is trained in, which begin anywhere. (default: 100)")
  var window: Int?

  @Option(help: "Text: steps of a window that warm the state up and carry no loss. (default: a fifth of the window)")
  var warmUp: Int?

  @Option(help: "Variant of the task: sum, last, recall-only.")
  var variant: String?

  @Option(help: "Seed of all randomness. (default: 1)")
  var seed: UInt64?

  @Option(help: "Cell of the network: \(CellRegistry.names.joined(separator: ", ")). (default: tanh)")
  var cell: String?

  @Option(help: "Activation of the cells tanh, mrnn and dense. (default: tanh)")
  var activation: Activation?

  @Option(help: "Units in each layer. (default: 100)")
  var hidden: Int?

  @Option(
    help: """
      How many layers of that kind, or the layers one by one as CELL:UNITS[:ACTIVATION], such as lstm:200,dense:50:relu. \
      (default: 1)
      """)
  var layers: String?

  @Option(help: "State before the first step. (default: learned)")
  var initialState: InitialState?

  @Option(help: "How parameters begin. (default: orthogonal)")
  var initializer: Initializer?

  @Option(
    help: "Standard deviation of input weights at the start. (default: 0.125 for real inputs, else the initializer's)")
  var inputScale: Double?

  @Option(
    help: """
      Where biases begin: at zero (none), or where they make up for the mean input (inputs), so that what comes in at \
      every step does not add up. (default: none)
      """)
  var centring: Centering?

  @Option(help: "What sums over a batch are divided by. (default: sequence; step for text)")
  var normalization: Normalization?

  @Option(help: "Weight decay. (default: 2e-5)")
  var weightDecay: Double?

  @Option(help: "Form of structural damping. (default: matching, for lstm and gru squared)")
  var structural: StructuralForm?

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(
    help: """
      Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: what a ulimit or a
      control group leaves, else no bound)
      """)
  var memoryLimit: String?

  /// These choices over those of the YAML file.
  ///
  /// - Parameter subject: the name of a task, or the path of a dataset file, or of the YAML file or a pipe.
  func layer(subject: String?) throws -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    var config = config
    if let subject, subject.hasSuffix(".yaml") || subject.hasSuffix(".yml") || InputFile.isPipe(subject) {
      if let config { throw ValidationError("both \(subject) and --config \(config) name a configuration") }
      config = subject
      layer.data = data
    } else if let subject, Self.isPath(subject) {
      guard data == nil else { throw ValidationError("both \(subject) and --data \(data!) name a dataset file") }
      layer.data = subject
    } else {
      layer.task = subject
      layer.data = data
    }
    layer.allowNonfiniteData = allowNonfiniteData ? true : nil
    layer.length = length
    layer.window = window
    layer.warmUp = warmUp
    layer.variant = variant
    layer.seed = seed
    layer.cell = cell
    layer.activation = activation
    layer.hidden = hidden
    layer.layers = try layers.map(LayerStack.init(option:))
    layer.initialState = initialState
    layer.initializer = initializer
    layer.inputScale = inputScale
    layer.centring = centring
    layer.normalization = normalization
    layer.weightDecay = weightDecay
    layer.structural = structural
    layer.threads = threads
    layer.memoryLimit = memoryLimit
    return try config.map { layer.over(try ConfigurationLayer(yamlFile: $0)) } ?? layer
  }

  /// Whether a name is that of a file: it looks like a path, or no task is called so and there is a file of that name.
  static func isPath(_ name: String) -> Bool {
    name.contains("/") || name.contains(".") || (!SequenceTasks.names.contains(name) && InputFile.isFile(name))
  }
}
