/// How the best constant output does on the scored steps of some sequences, in the figures that people read.
///
/// *Best* is meant for each figure by itself: the mean for the squared error, the most frequent class or side for the accuracy.
public struct ConstantPredictor: Sendable {
  private let loss: LossKind
  /// Σ w, the mean, and Σ w (y − mean)², one entry an output.
  private var spreads: [(weight: Double, mean: Double, squares: Double)]
  /// How often each class is asked for, or of each output a number above ½.
  private var counts: [Int]
  private var steps = 0

  /// A predictor that has not seen a sequence yet.
  public init(_ targets: TargetShape, _ loss: LossKind) {
    self.loss = loss
    spreads = Array(repeating: (0, 0, 0), count: loss == .squaredError ? targets.width : 0)
    counts = Array(repeating: 0, count: loss == .squaredError ? 0 : targets.width)
  }

  /// Looks at the sequences of a set of that shape.
  public mutating func add(_ set: SequenceSet) {
    for row in 0..<set.rowCount {
      let weight = Double(set.weights?[row] ?? 1)
      guard weight > 0 else { continue }
      steps += 1
      switch set.targets {
      case .classes(let classes, _): counts[Int(classes[row])] += 1
      case .real(let values, let outputs):
        for j in 0..<outputs { add(values[row * outputs + j], to: j, weight) }
      }
    }
  }

  private mutating func add(_ value: Double, to output: Int, _ weight: Double) {
    guard loss == .squaredError else {
      if value > 0.5 { counts[output] += 1 }
      return
    }
    // Welford's update with weights (West 1979).
    spreads[output].weight += weight
    let difference = value - spreads[output].mean
    spreads[output].mean += difference * weight / spreads[output].weight
    spreads[output].squares += weight * difference * (value - spreads[output].mean)
  }

  /// Of squared errors, the mean over steps, by their weights, and outputs; nil under other losses, and of no step.
  public var meanSquaredError: Double? {
    let weight = spreads.reduce(0) { $0 + $1.weight }
    return weight > 0 ? spreads.reduce(0) { $0 + $1.squares } / weight : nil
  }

  /// The share of steps with the most frequent class, or of outputs on their more frequent side; nil under squared error, and
  /// of no step.
  public var accuracy: Double? {
    guard steps > 0 else { return nil }
    switch loss {
    case .squaredError: return nil
    case .softmax: return Double(counts.max() ?? 0) / Double(steps)
    case .logistic: return Double(counts.reduce(0) { $0 + max($1, steps - $1) }) / Double(steps * counts.count)
    }
  }
}
