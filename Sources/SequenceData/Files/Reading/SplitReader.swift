internal import DurableFiles
internal import Losses
internal import HDF5

/// Reads rows of a split and looks at their values.
internal struct SplitReader: Sendable {
  /// Rows as they are in the file.
  struct Rows {
    let range: Range<Int>
    let inputs: StepValues
    let targets: StepValues
    let weights: [Double]?
  }

  /// The numbers of a row, of inputs and targets together.
  let width: Int
  private let place: String
  private let path: String
  private let inputs: StepColumn
  private let targets: StepColumn
  private let weights: RowReader<Double>?
  private let inputRange: StepValues.Range
  private let targetRange: StepValues.Range
  private let missingInputs: MissingValues
  private let missingTargets: MissingValues
  private let missingWeights: MissingValues

  /// A reader, unless inputs or targets have been found wrong.
  init?(_ declarations: SplitDeclarations, loss: Loss, allowsNonFinite: Bool) {
    guard let inputs = declarations.inputs, let targets = declarations.targets else { return nil }
    path = "/\(declarations.split.rawValue)"
    place = "\(declarations.file): \(path)"
    width = inputs.column.width + targets.column.width
    self.inputs = inputs.column
    self.targets = targets.column
    weights = declarations.weights?.reader
    missingInputs = allowsNonFinite ? .none : inputs.missing
    missingTargets = allowsNonFinite ? .none : targets.missing
    missingWeights = declarations.weights?.missing ?? .none
    inputRange = allowsNonFinite ? .any : .finite
    targetRange = loss.target == .shares ? (allowsNonFinite ? .unitOrNonFinite : .unit) : inputRange
  }

  /// Reads some rows.
  func read(_ range: Range<Int>) throws(SequenceFileError) -> Rows {
    try SequenceFileError.wrapping { () throws(HDF5Error) in
      Rows(
        range: range, inputs: try inputs.read(range), targets: try targets.read(range),
        weights: try weights?.read(range))
    }
  }

  /// Looks at all values of some rows.
  ///
  /// - Parameter offsets: of the split, to say in which sequence a row lies; nothing where they have been found wrong.
  func check(_ rows: Rows, offsets: [Int]?, findings: inout Findings) throws(SequenceFileError) {
    func place(_ name: String) -> (Int) -> String {
      { "\(self.place)/\(name), \(Self.words(forRow: rows.range.lowerBound + $0, offsets: offsets))" }
    }
    try rows.inputs.check(
      inputRange, missing: missingInputs, noun: "symbol", path: "\(path)/inputs", place: place("inputs"),
      findings: &findings)
    try rows.targets.check(
      targetRange, missing: missingTargets, noun: "class", path: "\(path)/targets", place: place("targets"),
      findings: &findings)
    guard let weights = rows.weights else { return }
    if !missingWeights.isEmpty {
      for (row, weight) in weights.enumerated() where missingWeights.contains(weight) {
        try findings.add(
          "\(path)/weights: missing",
          SequenceFileError(
            .data, "\(place("weights")(row)): a weight was expected, found \(weight)\(MissingValues.words)"))
      }
    }
    if weights.allSatisfy(Self.isWeight) { return }
    for (row, weight) in weights.enumerated() where !Self.isWeight(weight) {
      try findings.add(
        "\(path)/weights: not finite and at least 0",
        SequenceFileError(
          .data, "\(place("weights")(row)): a finite weight of at least 0 was expected, found \(weight)"))
    }
  }

  private static func isWeight(_ value: Double) -> Bool { value >= 0 && Float(value).isFinite }

  /// For example "row 17 (step 3 of sequence 2)"; all count from 0.
  static func words(forRow row: Int, offsets: [Int]?) -> String {
    guard let offsets, row < offsets[offsets.count - 1] else { return "row \(row)" }
    // The last sequence that begins at the row or before it.
    var (low, high) = (0, offsets.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle] <= row { low = middle } else { high = middle }
    }
    return "row \(row) (step \(row - offsets[low]) of sequence \(low))"
  }
}
