public import Optimization

/// One step of a run: the columns of `/history` and the keys of a line in `log.jsonl`.
public struct HistoryRow: Sendable, Equatable, Encodable {
  /// What the optimizer reports.
  public var report: StepReport
  /// How the network does on fresh validation sequences after the step, at the present length.
  public var validation: Score
  /// What the run has spent so far.
  public var cost: Cost
  /// Seconds of training so far; those between an interruption and its resumption do not count.
  public var seconds: Double
  /// The nominal length of this step.
  public var length: Int
  /// What the trainer did after the step beside it: grew the length, took the test, rolled back.
  public var notes: [String]
  /// What people read beside the validation loss, and the same of the best constant output there; nil where a rule says which
  /// sequences are wrong, and of text.
  public var quality: Quality?
  /// The same figure of the batches of the step, from the outputs that their gradients have anyway: the share of wrong sequences
  /// where a rule says which are wrong, otherwise the value of the quality; nil of text, and of a step without a gradient.
  public var training: Double?

  /// A row from its parts.
  public init(
    report: StepReport, validation: Score, cost: Cost, seconds: Double, length: Int, notes: [String] = [],
    quality: Quality? = nil, training: Double? = nil
  ) {
    self.report = report
    self.validation = validation
    self.cost = cost
    self.seconds = seconds
    self.length = length
    self.notes = notes
    self.quality = quality
    self.training = training
  }

  private enum CodingKeys: String, CodingKey {
    case seconds, length, notes, remarks
    case validationLoss = "validation_loss"
    case validationWrong = "validation_wrong"
    case validationSequences = "validation_sequences"
  }

  /// Stores the row as one flat object, with what is off about the step in words; numbers that are not
  /// finite become null, the infinities of a report words.
  public func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    try cost.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(validation.loss.isFinite ? validation.loss : nil, forKey: .validationLoss)
    try values.encode(validation.wrong == nil ? nil : validation.wrongShare, forKey: .validationWrong)
    try values.encode(validation.sequences, forKey: .validationSequences)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(length, forKey: .length)
    // Without a quality the figure has a name where a rule says what is wrong.
    if quality != nil || (training != nil && validation.wrong != nil) {
      var named = encoder.container(keyedBy: FigureKey.self)
      for (key, figure) in Self.figures(of: quality?.measure) { try named.encode(self[keyPath: figure], forKey: key) }
    }
    if !notes.isEmpty { try values.encode(notes, forKey: .notes) }
    if !report.remarks.isEmpty { try values.encode(report.remarks, forKey: .remarks) }
  }

  /// The name of a figure, in a log and in a history.
  struct FigureKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The figures beside the losses, by their names: of a quality that is measured so its value, that of the best constant output,
  /// R², which follows from both, and the value in training; without a quality the share that is wrong in training.
  static func figures(of measure: Quality.Measure?) -> [(key: FigureKey, path: KeyPath<HistoryRow, Double?>)] {
    guard let measure else { return [(trainingKey(of: nil), \.training)] }
    var figures: [(FigureKey, KeyPath<HistoryRow, Double?>)] = [
      (FigureKey(stringValue: "validation_\(measure.key)"), \.quality?.value),
      (FigureKey(stringValue: "validation_baseline_\(measure.key)"), \.quality?.constant),
    ]
    if measure == .meanSquaredError {
      figures.append((FigureKey(stringValue: "validation_r_squared"), \.quality?.explainedVariance))
    }
    return figures + [(trainingKey(of: measure), \.training)]
  }

  /// The name of what is measured in training.
  static func trainingKey(of measure: Quality.Measure?) -> FigureKey {
    FigureKey(stringValue: "training_\(measure?.key ?? "wrong")")
  }
}
