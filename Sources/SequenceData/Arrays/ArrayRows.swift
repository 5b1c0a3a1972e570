internal import LinearAlgebra

/// The steps of a sequence as the arrays have them.
struct ArrayRows {
  /// Inputs, row-major; NaN where they are missing.
  var inputs: [Double]
  /// Targets, row-major; 0 where none is asked for, NaN where it is missing.
  private(set) var targets: [Double]
  /// 1 where a target is asked for, else 0.
  private(set) var weights: [Float]
  private let features: Int
  private let outputs: Int

  /// Reads the steps of an item.
  init(_ part: ArrayPart, _ item: ArrayItem, _ choices: ArrayChoices) throws(SequenceFileError) {
    let (count, horizon) = (item.steps.count, part.horizon(choices))
    features = part.inputs.columns
    outputs = part.outputs
    inputs = try part.inputs.steps(of: item.sequence, item.steps)
    weights = [Float](repeating: 1, count: count)
    let later = item.steps.lowerBound + horizon..<item.steps.upperBound + horizon
    switch part.targets {
    case .steps(let array): targets = try array.steps(of: item.sequence, later)
    case .ahead(let columns):
      let values = try part.inputs.steps(of: item.sequence, later)
      targets =
        columns.count == features
        ? values : (0..<count).flatMap { row in columns.map { values[row * part.inputs.columns + $0] } }
    case .whole(let array):
      let row = try array.read(item.sequence..<item.sequence + 1)
      guard !choices.scoresEveryStep else {
        targets = (0..<count).flatMap { _ in row }
        return
      }
      targets = [Double](repeating: 0, count: (count - 1) * outputs) + row
      for step in 0..<count - 1 { weights[step] = 0 }
    }
  }

  /// The first number that is infinite, as words go on; nil where there is none.
  var infinity: String? {
    for (values, width, name) in [(inputs, features, "input"), (targets, outputs, "target")] {
      if let index = values.firstIndex(where: \.isInfinite) {
        return "step \(index / width), \(name) \(index % width): a finite number was expected, found \(values[index])"
      }
    }
    return nil
  }

  /// The first number that is missing, as words go on; nil where there is none.
  var firstMissing: String? {
    for (values, width, name) in [(inputs, features, "input"), (targets, outputs, "target")] {
      if let index = values.firstIndex(where: \.isNaN) { return "step \(index / width), \(name) \(index % width)" }
    }
    return nil
  }

  /// The first target that is not between 0 and 1, as words go on.
  var noShare: String? {
    guard let index = targets.firstIndex(where: { $0 < 0 || $0 > 1 }) else { return nil }
    return
      "step \(index / outputs), target \(index % outputs): a number of 0 to 1 was expected (logistic loss), found \(targets[index])"
  }

  /// The numbers that are missing.
  var missing: (inputs: Int, targets: Int) { (inputs.count { $0.isNaN }, targets.count { $0.isNaN }) }

  /// The steps whose targets are all there.
  var scored: Int {
    weights.indices.count { step in
      weights[step] > 0 && !(0..<outputs).contains { targets[step * outputs + $0].isNaN }
    }
  }

  /// Puts the means in the place of inputs that are missing, and takes the weight from steps whose targets are.
  mutating func fillMissing(with means: [Double]) {
    for index in inputs.indices where inputs[index].isNaN {
      inputs[index] = means.isEmpty ? 0 : means[index % features]
    }
    for index in targets.indices where targets[index].isNaN {
      targets[index] = 0
      weights[index / outputs] = 0
    }
  }

  /// Standardizes the targets of steps that are asked for; those of others stay 0.
  mutating func standardize(_ constants: Standardization) {
    var values = targets
    constants.standardize(&values)
    for step in weights.indices where weights[step] > 0 {
      for output in step * outputs..<(step + 1) * outputs { targets[output] = values[output] }
    }
  }
}

extension ArrayRows {
  /// Adds what is there to moments of each column of the inputs, and of each of the targets where these are asked for.
  func add(to inputs: inout [Moments], _ targets: inout [Moments]) {
    for (index, value) in self.inputs.enumerated() where !value.isNaN { inputs[index % features].add(value) }
    for (index, value) in self.targets.enumerated() where !value.isNaN && weights[index / outputs] > 0 {
      targets[index % outputs].add(value)
    }
  }
}
