internal import SequenceData

/// The names in a checkpoint file for which more than one place asks. All others stand where their field is described:
/// ``CheckpointTable``, `CheckpointConstant`, `HistoryColumns`, `OptimizerState.fields`.
enum CheckpointNames {
  static let format = "recur.checkpoint"
  /// The version that this program writes, and the highest that it reads. In version 1 all layers are alike, and `/model`
  /// itself says what they are.
  static let version = 2

  // Groups and datasets, from the root.
  static let model = "model"
  static let parameters = "model/parameters"
  static let vocabulary = "model/vocabulary"
  /// The group in which the encoding of the data is, and its name there (`DataEncoding`).
  static let encoding = (parent: model, name: DataEncoding.groupName)
  static let optimizer = "optimizer"
  static let carried = "carried"
  static let history = "history"
  static let experiment = "experiment"
  static let configuration = "experiment/configuration"

  /// Attributes of the root.
  enum Root {
    static let format = "format"
    static let version = "format_version"
    static let creator = "creator"
    static let created = "created"
  }

  /// The group of a layer, counted from 1.
  static func layer(_ number: Int) -> String { "model/layers/\(number)" }

  /// Attributes of `/model` that say what the data are.
  enum Model {
    static let inputKind = "input_kind"
    static let inputs = "inputs"
    static let outputs = "outputs"
    static let loss = "loss"
  }

  /// Attributes of `/model/vocabulary`.
  enum Vocabulary {
    static let unit = "unit"
    static let unknown = "unknown"
  }

  // Attributes of a score, behind the beginning of their name.
  static let loss = "_loss"
  static let wrong = "_wrong"
  static let sequences = "_sequences"
}
