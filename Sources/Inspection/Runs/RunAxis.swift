/// What runs are compared against.
public enum RunAxis: String, Sendable, CaseIterable {
  /// 1000 sequences through a gradient or a curvature product (Martens & Sutskever 2011).
  case minibatches
  case seconds
  case steps
  /// Passes times the nominal length at which they were spent: proportional to the steps of sequences computed.
  case work

  /// The axis in words.
  var words: String {
    switch self {
    case .minibatches: "passes of 1000 sequences"
    case .seconds: "seconds of training"
    case .steps: "steps"
    case .work: "passes × length"
    }
  }

  /// The place of each step on the axis.
  func values(_ steps: [StepFigures]) -> [Double] {
    switch self {
    case .minibatches: return steps.map(\.minibatches)
    case .seconds: return steps.map(\.seconds)
    case .steps: return steps.map { Double($0.step) }
    case .work:
      var (sum, before) = (0.0, 0.0)
      return steps.map {
        sum += ($0.minibatches - before) * Double($0.length)
        before = $0.minibatches
        return sum
      }
    }
  }
}
