internal import LinearAlgebra

/// What is in the arrays: what is missing, and how the columns of the training split are spread.
struct ArraySurvey: Sendable {
  private(set) var missingInputs = 0
  private(set) var missingTargets = 0
  /// The steps of each split on which there is something to learn.
  private(set) var scored: [Split: Int] = [:]
  /// Whether there is a training split.
  let hasTraining: Bool
  /// Means and deviations of the inputs over the steps of the training sequences; nil where there are none.
  private(set) var inputConstants: Standardization?
  /// The same of targets, over the steps on which they are asked for.
  private(set) var targetConstants: Standardization?

  /// Looks at everything.
  ///
  /// - Throws: what `progress` throws; ``SequenceFileError`` at the first number that is infinite, or missing where that is not
  ///   allowed, or no share where these are needed.
  init(
    _ content: ArrayContent, _ division: ArrayDivision, _ choices: ArrayChoices, isShares: Bool,
    progress: (Int, Int) throws -> Void
  ) throws {
    let part = content.parts[0]
    var inputs = [Moments](repeating: Moments(), count: part.inputs.columns)
    var targets = [Moments](repeating: Moments(), count: part.outputs)
    hasTraining = division.items[.train] != nil
    let total = division.items.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.steps.count } }
    var (done, told) = (0, 0)
    for split in Split.allCases {
      for item in division.items[split] ?? [] {
        let part = content.parts[item.part]
        let rows = try ArrayRows(part, item, choices)
        let place = "\(part.inputs.place), sequence \(item.sequence) from step \(item.steps.lowerBound), "
        if let words = rows.infinity ?? (isShares ? rows.noShare : nil) {
          throw SequenceFileError(.data, place + words)
        }
        let missing = rows.missing
        if !choices.masksMissing, let words = rows.firstMissing {
          throw SequenceFileError(
            .data,
            "\(place)\(words): the value is missing (NaN); with --missing mask a step without its target carries no loss, and a missing input is given as the mean of the training data"
          )
        }
        missingInputs += missing.inputs
        missingTargets += missing.targets
        scored[split, default: 0] += rows.scored
        if split == .train { rows.add(to: &inputs, &targets) }
        done += item.steps.count
        if done - told > 1 << 16 {
          told = done
          try progress(done, total)
        }
      }
    }
    if hasTraining {
      inputConstants = Moments.constants(inputs)
      targetConstants = Moments.constants(targets)
    }
  }
}

/// Mean and deviation of numbers as they come (Welford 1962).
struct Moments: Sendable {
  var count = 0
  var mean = 0.0
  var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let difference = value - mean
    mean += difference / Double(count)
    squares += difference * (value - mean)
  }

  /// Means and deviations; a column that does not change, but for rounding, is not divided by anything.
  static func constants(_ columns: [Moments]) -> Standardization? {
    let scales = columns.map { column in
      let deviation = column.count > 0 ? (column.squares / Double(column.count)).squareRoot() : 0
      return deviation > 1e-12 * abs(column.mean) && deviation > 1e-150 ? deviation : 1
    }
    return Standardization(mean: columns.map(\.mean), scale: scales)
  }
}
