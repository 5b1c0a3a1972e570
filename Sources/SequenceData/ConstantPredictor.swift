public import Losses

/// How the best constant output does on the scored steps of some sequences, in the figures that people read.
///
/// *Best* is meant for each figure by itself: the mean for the squared error, the most frequent class or side for the accuracy.
public struct ConstantPredictor: Sendable {
  private let target: TargetKind
  /// One entry an output, of values and shares.
  private var spreads: [OutputSpread]
  /// How often each class is asked for, or of each output a number above ½.
  private var counts: [Int]
  private var steps = 0
  /// Whether a share is neither 0 nor 1.
  public private(set) var hasFractions = false

  /// A predictor that has not seen a sequence yet.
  public init(_ targets: TargetShape, _ loss: Loss) {
    target = loss.target
    spreads = Array(repeating: OutputSpread(), count: target == .classes ? 0 : targets.width)
    counts = Array(repeating: 0, count: target == .values ? 0 : targets.width)
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
    // Shares are counted, whatever their weight.
    spreads[output].add(value, weight: target == .values ? weight : 1)
    guard target == .shares else { return }
    if value > 0.5 { counts[output] += 1 }
    hasFractions = hasFractions || (value != 0 && value != 1)
  }

  /// The mean squared error over steps, by their weights unless targets are shares, and outputs; nil of classes, and of no step.
  public var meanSquaredError: Double? {
    let weight = spreads.reduce(0) { $0 + $1.weight }
    return weight > 0 ? spreads.reduce(0) { $0 + $1.squares } / weight : nil
  }

  /// The share of steps with the most frequent class, or of outputs on their more frequent side; nil of values, and
  /// of no step.
  public var accuracy: Double? {
    guard steps > 0 else { return nil }
    switch target {
    case .values: return nil
    case .classes: return Double(counts.max() ?? 0) / Double(steps)
    case .shares: return Double(counts.reduce(0) { $0 + max($1, steps - $1) }) / Double(steps * counts.count)
    }
  }
}
