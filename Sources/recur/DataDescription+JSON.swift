import SequenceData

extension DataDescription {
  private enum Key: String, CodingKey {
    case file, task, variant, seed, length, description, loss, success, creator, created, splits
    case definitionVersion = "definition_version"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    let about = file.description
    try values.encode(file.path, forKey: .file)
    try values.encode(about.loss, forKey: .loss)
    try values.encodeIfPresent(about.task, forKey: .task)
    try values.encodeIfPresent(about.definitionVersion, forKey: .definitionVersion)
    try values.encodeIfPresent(about.variant, forKey: .variant)
    try values.encodeIfPresent(about.seed, forKey: .seed)
    try values.encodeIfPresent(about.length, forKey: .length)
    try values.encodeIfPresent(about.text, forKey: .description)
    try values.encodeIfPresent(about.success, forKey: .success)
    try values.encodeIfPresent(about.baselineLoss, forKey: .baselineLoss)
    try values.encodeIfPresent(about.baselineWrong, forKey: .baselineWrong)
    try values.encodeIfPresent(about.creator, forKey: .creator)
    try values.encodeIfPresent(about.created, forKey: .created)
    try values.encode(splits.map { SplitObject($0) }, forKey: .splits)
  }
}

/// A split as a JSON object.
private struct SplitObject: Encodable {
  struct Column: Encodable {
    let cardinality: Int?
    let counts: [Int]?
    let columns: [ColumnSummary.Range]?

    init(_ column: ColumnSummary) {
      switch column {
      case .real(let columns): (cardinality, counts, self.columns) = (nil, nil, columns)
      case .symbols(let cardinality, let counts): (self.cardinality, self.counts, columns) = (cardinality, counts, nil)
      }
    }
  }

  struct Baseline: Encodable {
    let loss: Double
    let wrong: Double?
  }

  let split: String
  let sequences: Int
  let rows: Int
  let shortest: Int
  let longest: Int
  let mean: Double
  let scored: Int
  let inputs: Column
  let targets: Column
  let constant: Baseline?

  init(_ summary: SplitSummary) {
    split = summary.split.rawValue
    (sequences, rows) = (summary.sequences, summary.rows)
    (shortest, longest, mean) = (summary.shortestLength, summary.longestLength, summary.meanLength)
    scored = summary.scoredSteps
    (inputs, targets) = (Column(summary.inputs), Column(summary.targets))
    constant = summary.baseline.map { Baseline(loss: $0.loss, wrong: $0.wrongShare) }
  }
}
