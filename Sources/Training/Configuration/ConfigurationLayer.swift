public import Optimization
public import LinearAlgebra
public import RecurrentNetworks

/// Some of the choices of an experiment: what a command line or a YAML file says. Layers are laid over each other, and
/// what is still open is filled from the defaults (``ExperimentConfiguration/init(_:shape:)``).
///
/// The names in YAML are those of the command line.
public struct ConfigurationLayer: Sendable, Equatable {
  public var task: String?
  /// A dataset file, instead of sequences made on the fly.
  public var data: String?
  /// Whether numbers in it may be NaN or infinite.
  public var allowNonfiniteData: Bool?
  public var variant: String?
  public var length: Int?
  public var lengthSchedule: String?
  public var window: Int?
  public var warmUp: Int?
  public var seed: UInt64?
  public var threads: Int?
  public var precision: Precision?
  public var cell: String?
  public var activation: Activation?
  public var hidden: Int?
  public var layers: LayerStack?
  public var initialState: InitialState?
  public var initializer: Initializer?
  public var inputScale: Double?
  public var centring: Centering?
  /// A run folder or checkpoint whose parameters a run begins with.
  public var initializeFrom: String?
  public var normalization: Normalization?
  public var weightDecay: Double?
  public var optimizer: OptimizerKind?
  /// The options of the optimizer by their names: those of `OptimizerKind.options`.
  public var optimizerChoices: [String: OptionValue] = [:]
  public var gradientBatch: Int?
  public var curvatureBatch: Int?
  public var backtrackingBatch: Int?
  public var validationBatch: Int?
  public var curvature: Curvature?
  public var structural: StructuralForm?
  public var iterations: Int?
  public var minibatches: Double?
  public var seconds: Double?
  public var targetWrong: Double?
  public var memoryLimit: String?
  public var runFolder: String?
  public var checkpointEvery: Int?
  public var keep: Int?

  /// A layer that says nothing.
  public init() {}

  /// The names of the choices that a run has with any optimizer, as in YAML and on the command line.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case task, data, variant, length, seed, threads, precision, cell, activation, hidden, layers, initializer,
      centring, normalization
    case optimizer, curvature, structural, iterations, minibatches, seconds
    case allowNonfiniteData = "allow-nonfinite-data"
    case lengthSchedule = "length-schedule"
    case window
    case warmUp = "warm-up"
    case initialState = "initial-state"
    case inputScale = "input-scale"
    case initializeFrom = "initialize-from"
    case weightDecay = "weight-decay"
    case gradientBatch = "gradient-batch"
    case curvatureBatch = "curvature-batch"
    case backtrackingBatch = "backtracking-batch"
    case validationBatch = "validation-batch"
    case targetWrong = "target-wrong"
    case memoryLimit = "memory-limit"
    case runFolder = "run-folder"
    case checkpointEvery = "checkpoint-every"
    case keep
  }
}
