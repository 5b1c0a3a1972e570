internal import Foundation
internal import Losses

/// Gathers the statistics of a split, set after set.
internal struct SplitTally {
  private(set) var scoredSteps = 0
  /// Σ w over all steps.
  private(set) var totalWeight = 0.0
  private(set) var inputs: ColumnSummary
  private(set) var targets: ColumnSummary

  private let loss: Loss
  private var sequences = 0
  /// One entry an output.
  private var spreads: [OutputSpread] = []
  /// The targets of the last scored step of each sequence.
  private var lastTargets: [Double] = []
  /// The least and the greatest target of each output over the scored steps of each sequence that has some; NaN is neither.
  private var extremes: [(least: Double, greatest: Double)] = []
  /// Σ w of each class.
  private var classWeights: [Double] = []
  /// How many sequences have each class at their last scored step, and at all of them.
  private var lastClasses: [Int] = []
  private var onlyClasses: [Int] = []
  private var unscored = 0

  init(_ part: SequenceFileSplit, loss: Loss) {
    self.loss = loss
    inputs = ColumnSummary(inputs: part.inputs)
    targets = ColumnSummary(targets: part.targets)
    switch targets {
    case .real(let columns): spreads = Array(repeating: OutputSpread(), count: columns.count)
    case .symbols(_, let counts):
      let classes = counts?.count ?? 0
      classWeights = Array(repeating: 0, count: classes)
      lastClasses = Array(repeating: 0, count: classes)
      onlyClasses = Array(repeating: 0, count: classes)
    }
  }

  /// Adds the sequences of a set.
  mutating func add(_ set: SequenceSet) {
    sequences += set.count
    addInputs(set)
    switch set.targets {
    case .real(let values, let outputs): addTargets(values, outputs, set)
    case .classes(let classes, _): addClasses(classes, set)
    }
  }

  private mutating func addInputs(_ set: SequenceSet) {
    switch (inputs, set.inputs) {
    case (.real(var columns), .real(let values, let features)):
      inputs = .real([])
      for (index, value) in values.enumerated() { columns[index % features].add(value) }
      inputs = .real(columns)
    case (.symbols(let cardinality, .some(var counts)), .symbols(let symbols, _)):
      inputs = .symbols(cardinality: cardinality, counts: nil)
      for symbol in symbols { counts[Int(symbol)] += 1 }
      inputs = .symbols(cardinality: cardinality, counts: counts)
    default: return
    }
  }

  private mutating func addTargets(_ values: [Double], _ outputs: Int, _ set: SequenceSet) {
    guard case .real(var columns) = targets else { return }
    for n in 0..<set.count {
      var last: Int?
      let first = extremes.count
      extremes += Array(repeating: (.infinity, -.infinity), count: outputs)
      for row in set.rows(of: n) {
        let weight = Double(set.weights?[row] ?? 1)
        guard weight > 0 else { continue }
        scoredSteps += 1
        totalWeight += weight
        for j in 0..<outputs {
          let value = values[row * outputs + j]
          columns[j].add(value)
          spreads[j].add(value, weight: weight)
          if value < extremes[first + j].least { extremes[first + j].least = value }
          if value > extremes[first + j].greatest { extremes[first + j].greatest = value }
        }
        last = row
      }
      guard let last else {
        unscored += 1
        extremes.removeLast(outputs)
        continue
      }
      lastTargets.append(contentsOf: values[last * outputs..<(last + 1) * outputs])
    }
    targets = .real(columns)
  }

  private mutating func addClasses(_ classes: [Int32], _ set: SequenceSet) {
    guard case .symbols(let cardinality, var counts) = targets else { return }
    targets = .symbols(cardinality: cardinality, counts: nil)
    for n in 0..<set.count {
      var last: Int?
      var isOnly = true
      for row in set.rows(of: n) {
        let weight = Double(set.weights?[row] ?? 1)
        guard weight > 0 else { continue }
        scoredSteps += 1
        totalWeight += weight
        let target = Int(classes[row])
        if let last, last != target { isOnly = false }
        last = target
        guard counts != nil else { continue }
        counts?[target] += 1
        classWeights[target] += weight
      }
      guard let last else {
        unscored += 1
        continue
      }
      guard counts != nil else { continue }
      lastClasses[last] += 1
      if isOnly { onlyClasses[last] += 1 }
    }
    targets = .symbols(cardinality: cardinality, counts: counts)
  }

  /// What the best constant output scores on all sequences that were added.
  ///
  /// A sequence without a scored step has no loss and is never wrong.
  func baseline(rule: SuccessRule?) -> (loss: Double, wrongShare: Double?)? {
    guard sequences > 0 else { return nil }
    switch targets {
    case .symbols(_, .none): return nil
    case .symbols:
      let total = classWeights.reduce(0, +)
      let sum = classWeights.reduce(0) { $1 > 0 ? $0 + $1 * log(total / $1) : $0 }
      return (sum / Double(sequences), rule.flatMap { wrongClasses($0) }.map { Double($0) / Double(sequences) })
    case .real:
      let losses = spreads.compactMap { loss.function.constantLoss($0) }
      guard losses.count == spreads.count else { return nil }
      let sum = losses.reduce(0, +)
      return (sum / Double(sequences), rule.flatMap { wrongValues($0) }.map { Double($0) / Double(sequences) })
    }
  }

  private func wrongClasses(_ rule: SuccessRule) -> Int? {
    let largest = classWeights.max() ?? 0
    guard let answer = classWeights.firstIndex(of: largest) else { return nil }
    switch rule {
    case .lastStepArgmax: return sequences - unscored - lastClasses[answer]
    case .everyStepArgmax: return sequences - unscored - onlyClasses[answer]
    default: return nil
    }
  }

  private func wrongValues(_ rule: SuccessRule) -> Int? {
    let outputs = spreads.count
    let means = spreads.map(\.mean)
    func isRight(_ sequence: Int, _ judge: (Double, Double) -> Bool) -> Bool {
      (0..<outputs).allSatisfy { judge(lastTargets[sequence * outputs + $0], means[$0]) }
    }
    let scored = 0..<(sequences - unscored)
    switch rule {
    case .lastStepWithin(let tolerance): return scored.count { !isRight($0) { abs($0 - $1) <= tolerance } }
    case .everyStepWithin(let tolerance):
      return scored.count { sequence in
        !(0..<outputs).allSatisfy {
          let (least, greatest) = extremes[sequence * outputs + $0]
          return greatest - means[$0] <= tolerance && means[$0] - least <= tolerance
        }
      }
    // A mean of exactly ½ stands for a logit of either sign, however small.
    case .lastStepSign: return scored.count { !isRight($0) { ($0 > 0.5) == ($1 >= 0.5) } }
    default: return nil
    }
  }
}
