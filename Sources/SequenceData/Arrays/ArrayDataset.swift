internal import DurableFiles
internal import HDF5
internal import LinearAlgebra
public import Losses
internal import Machine

/// Sequences of one's own, from arrays of NumPy (`.npz`, `.npy`) or HDF5, or from a table in plain text (CSV), from which a dataset
/// file is made.
///
/// **Arrays.** What is shown is named `x` (or `inputs`): sequences × steps × features, padded, with `lengths` where they differ;
/// steps × features, with `lengths` that add up, or else one long series; or an array of steps × features for each sequence,
/// `x_0`, `x_1`, …. What is asked for is named `y` (or `targets`, `labels`), for each step in the same form, or for each sequence
/// one row. Behind each name may stand `_train`, `_validation` and `_test`.
///
/// **Targets** are classes where they are words or whole numbers by their type, else values. Where a sequence has one, it is
/// asked for at the last step. Without any, and a horizon, the inputs themselves are forecast: at each step those that come
/// so many steps later.
public struct ArrayDataset: Sendable {
  private let content: ArrayContent
  private let choices: ArrayChoices
  private let division: ArrayDivision
  private let survey: ArraySurvey
  /// The loss for the targets.
  public let loss: Loss
  /// How the numbers of the file come from those of the arrays.
  public let encoding: DataEncoding

  /// Reads arrays or tables.
  ///
  /// - Parameters:
  ///   - paths: the files; several of arrays are taken together.
  ///   - choices: what is chosen.
  ///   - progress: told steps done and to do; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a file is missing or is not what it should be, or holds values
  ///   that are missing or infinite where that is not allowed.
  public init(
    contentsOf paths: [String], _ choices: ArrayChoices, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    precondition(!paths.isEmpty, "Arrays are read from a file.")
    self.choices = choices
    content =
      try Self.isTable(paths[0])
      ? Self.table(paths, choices) : ArrayContent(arraysIn: paths, choices)
    division = try ArrayDivision(content, choices)
    if case .whole(let array) = content.parts[0].targets, choices.horizon != nil {
      throw SequenceFileError(.data, "\(array.place) has one row for each sequence: --horizon has no meaning for it")
    }
    loss = choices.loss ?? (content.asksForClasses ? .softmax : .squaredError)
    survey = try ArraySurvey(content, division, choices, isShares: loss.target == .shares, progress: progress)
    encoding = try Self.encoding(content, survey, choices, loss)
  }

  private static func isTable(_ path: String) -> Bool {
    let ending = path.lowercased()
    return [".csv", ".tsv", ".txt"].contains { ending.hasSuffix($0) }
  }

  private static func table(_ paths: [String], _ choices: ArrayChoices) throws(SequenceFileError) -> ArrayContent {
    guard paths.count == 1 else {
      throw SequenceFileError(.data, "\(paths[1]): of tables one is taken at a time")
    }
    return try ArrayContent(table: TableFile(paths[0]), choices)
  }

  private static func encoding(
    _ content: ArrayContent, _ survey: ArraySurvey, _ choices: ArrayChoices, _ loss: Loss
  ) throws(SequenceFileError) -> DataEncoding {
    var encoding = DataEncoding()
    encoding.outputNames = content.outputNames
    let (part, place) = (content.parts[0], content.parts[0].inputs.place)
    if let given = choices.given {
      (encoding.inputs, encoding.targets) = (given.inputs, given.targets)
      if !content.asksForClasses, !given.outputNames.isEmpty { encoding.outputNames = given.outputNames }
      try encoding.require(
        .real(features: part.inputs.columns),
        content.asksForClasses ? .classes(cardinality: content.outputNames.count) : .real(outputs: part.outputs),
        of: "what \(place) should be encoded like")
    } else if choices.standardizes {
      guard survey.hasTraining else {
        throw SequenceFileError(.data, "\(place): there is no training split, from which constants could come")
      }
      encoding.inputs = survey.inputConstants
      if loss.target == .values { encoding.targets = survey.targetConstants }
    }
    return encoding
  }

  /// How many sequences and steps each split has, and on how many of these there is something to learn.
  public var sizes: [(split: Split, sequences: Int, steps: Int, scored: Int)] {
    Split.allCases.compactMap { split in
      guard let items = division.items[split] else { return nil }
      return (split, items.count, items.reduce(0) { $0 + $1.steps.count }, survey.scored[split] ?? 0)
    }
  }

  /// The numbers that are missing in inputs and targets.
  public var missing: (inputs: Int, targets: Int) { (survey.missingInputs, survey.missingTargets) }
  /// Steps of the arrays that are in no sequence: behind the last whole window, or without a target so far ahead.
  public var left: Int { division.left }
  /// Whether something is asked for at the last step of a sequence alone.
  public var isScoredAtTheEnd: Bool {
    if case .whole = content.parts[0].targets { !choices.scoresEveryStep } else { false }
  }
  /// How many steps ahead the targets lie.
  public var horizon: Int { content.parts[0].horizon(choices) }
  /// What is shown.
  public var inputs: InputShape { .real(features: content.parts[0].inputs.columns) }
  /// What is asked for.
  public var targets: TargetShape {
    content.asksForClasses
      ? .classes(cardinality: content.outputNames.count) : .real(outputs: content.parts[0].outputs)
  }
  /// The largest deviation and the largest magnitude of the mean of a feature of the training split, as it is in the arrays.
  public var inputScale: (deviation: Double, mean: Double) {
    guard let constants = survey.inputConstants else { return (1, 0) }
    return (constants.scale.max() ?? 1, constants.mean.map(abs).max() ?? 0)
  }

  /// Writes the dataset file.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - description: its attributes; the loss is set here.
  ///   - progress: told the steps done and to do; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where the file cannot be stored.
  public func write(
    to path: String, mayReplace: Bool = true, _ description: SequenceFileDescription,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    var description = description
    (description.loss, description.seed) = (loss, choices.seed)
    let isWeighted = isScoredAtTheEnd || survey.missingTargets > 0
    let content = SequenceFileContent(
      inputs: inputs, targets: targets, isWeighted: isWeighted, featureNames: self.content.featureNames,
      outputNames: self.content.asksForClasses ? [] : encoding.outputNames)
    let total = sizes.reduce(0) { $0 + $1.steps }
    let isLarge = Double(total) * Double(content.bytesPerRow) > Double(1 << 28)
    var done = 0
    try SequenceFile.write(
      to: path, mayReplace: mayReplace, description, content, encoding: encoding, growing: isLarge ? .disk : .memory
    ) { writer in
      for split in Split.allCases {
        var set = SequenceSet(inputs: inputs, targets: targets, weighted: isWeighted)
        for item in division.items[split] ?? [] {
          set.append(contentsOf: try sequence(item, isWeighted))
          done += item.steps.count
          guard set.rowCount >= SequenceFile.blockRows else { continue }
          try writer.append(set, to: split)
          set = SequenceSet(inputs: inputs, targets: targets, weighted: isWeighted)
          try progress(done, total)
        }
        try writer.append(set, to: split)
      }
      try progress(done, total)
    }
  }

  /// A sequence as it is stored.
  private func sequence(_ item: ArrayItem, _ isWeighted: Bool) throws(SequenceFileError) -> SequenceSet {
    var rows = try ArrayRows(content.parts[item.part], item, choices)
    rows.fillMissing(with: (encoding.inputs ?? survey.inputConstants)?.mean ?? [])
    encoding.inputs?.standardize(&rows.inputs)
    if let constants = encoding.targets { rows.standardize(constants) }
    let classes: SequenceSet.Targets =
      if case .classes(let cardinality) = targets {
        .classes(rows.targets.map { Int32($0) }, cardinality: cardinality)
      } else {
        .real(rows.targets, outputs: content.parts[0].outputs)
      }
    return SequenceSet(
      offsets: [0, item.steps.count], inputs: .real(rows.inputs, features: content.parts[0].inputs.columns),
      targets: classes, weights: isWeighted ? rows.weights : nil)
  }
}
