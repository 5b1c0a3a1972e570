/// What things are called in a checkpoint file: the one place that knows.
enum CheckpointNames {
  static let format = "recur.checkpoint"
  /// The version that this program writes, and the highest that it reads. In version 1 all layers are alike, and `/model`
  /// itself says what they are.
  static let version = 2

  // Groups and datasets, from the root.
  static let model = "model"
  static let parameters = "model/parameters"
  static let vocabulary = "model/vocabulary"
  static let optimizer = "optimizer"
  static let previous = "optimizer/previous"
  static let growth = "optimizer/growth"
  static let snapshot = "optimizer/growth/snapshot"
  static let random = "random"
  static let history = "history"
  static let experiment = "experiment"
  static let configuration = "experiment/configuration"
  static let best = "best"
  static let bestParameters = "best/parameters"
  /// The parameters of a point, from its group.
  static let pointParameters = "parameters"

  /// Attributes of the root.
  enum Root {
    static let format = "format"
    static let version = "format_version"
    static let creator = "creator"
    static let created = "created"
  }

  /// The group of a layer, counted from 1.
  static func layer(_ number: Int) -> String { "model/layers/\(number)" }

  /// Attributes of `/model/layers/1` and so on; the cell's own options come with them under their names.
  enum Layer {
    static let cell = "cell"
    static let units = "units"
    static let activation = "activation"
  }

  /// Attributes of `/model`; the first four of version 1 alone.
  enum Model {
    static let cell = "cell"
    static let activation = "activation"
    static let hidden = "hidden"
    static let layers = "layers"
    static let inputKind = "input_kind"
    static let inputs = "inputs"
    static let outputs = "outputs"
    static let loss = "loss"
    static let initialState = "initial_state"
    static let precision = "precision"
  }

  /// Attributes of `/model/vocabulary`.
  enum Vocabulary {
    static let unit = "unit"
    static let unknown = "unknown"
  }

  /// Attributes of `/optimizer`, and of the groups in it, beside those that the optimizer has for its state.
  enum Optimizer {
    static let name = "name"
    static let overflows = "overflows"
    static let rejections = "rejections"
    static let tests = "tests"
    static let minibatches = "minibatches"
    static let forwardMinibatches = "forward_minibatches"
    static let seconds = "seconds"
    static let verdict = "verdict"
    /// The beginning of the names of the last score.
    static let latest = "latest"
    static let lengths = "lengths"
    static let index = "index"
    static let stepsAbove = "steps_above"
    static let returns = "returns"
  }

  /// Attributes of `/random`.
  enum Random {
    static let generator = "generator"
    static let philox = "philox4x32-10"
    static let seed = "seed"
    static let solves = "solves"
    /// Behind the name of a split: the sequences that it has handed out.
    static let position = "_position"
  }

  /// Attributes of `/experiment`.
  enum Experiment {
    static let commandLine = "command_line"
    static let continuations = "continued_by"
    static let version = "version"
    static let blasCore = "blas_core"
    static let host = "host"
    static let threads = "threads"
    static let dataPath = "data_path"
    static let dataPathFromRun = "data_path_from_run"
    static let dataDigest = "data_sha256"
  }

  /// Attributes of `/best`.
  enum Best {
    static let step = "step"
    /// The beginning of the names of its score.
    static let score = "validation"
  }

  // Attributes of a score, behind the beginning of their name.
  static let loss = "_loss"
  static let wrong = "_wrong"
  static let sequences = "_sequences"
}
