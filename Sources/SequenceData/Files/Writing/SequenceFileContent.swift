/// What the arrays of a dataset file hold, which is the same for all its splits.
public struct SequenceFileContent: Sendable, Equatable {
  /// How many digits real numbers are stored with.
  public enum Precision: Sendable, Equatable {
    /// `float32`; all numbers have to be exactly of this type, as those of the tasks are.
    case single
    /// `float64`.
    case double
  }

  /// What a network is shown.
  public var inputs: InputShape
  /// What a network is asked for.
  public var targets: TargetShape
  /// Whether steps have weights; otherwise each weighs 1 and none are stored.
  public var isWeighted: Bool
  /// How real inputs and targets are stored.
  public var precision: Precision
  /// The names of the features; empty, or one for each.
  public var featureNames: [String]
  /// The names of the outputs; empty, or one for each.
  public var outputNames: [String]

  /// Content from its parts; see the properties.
  public init(
    inputs: InputShape, targets: TargetShape, isWeighted: Bool, precision: Precision = .double,
    featureNames: [String] = [], outputNames: [String] = []
  ) {
    self.inputs = inputs
    self.targets = targets
    self.isWeighted = isWeighted
    self.precision = precision
    self.featureNames = featureNames
    self.outputNames = outputNames
  }

  /// What files of a task hold.
  public init(_ task: any SequenceTask) {
    self.init(
      inputs: task.inputs, targets: task.outputs, isWeighted: !task.isScoredAtEveryStep, precision: .single,
      featureNames: task.featureNames, outputNames: task.outputNames)
  }

  /// The bytes of a row before compression.
  internal var bytesPerRow: Int {
    let real = precision == .single ? 4 : 8
    let inputs = if case .real(let features) = inputs { features * real } else { 4 }
    let targets = if case .real(let outputs) = targets { outputs * real } else { 4 }
    return inputs + targets + (isWeighted ? 4 : 0) + 12
  }
}
