public import Losses

extension SuccessRule {
  /// What the words of a rule with a tolerance begin with, up to the number.
  private static let tolerances: [(prefix: String, rule: @Sendable (Double) -> SuccessRule)] = [
    ("A sequence is wrong if the output at its last step is off by more than ", { .lastStepWithin(tolerance: $0) }),
    (
      "A sequence is wrong if at any step that carries loss an output is off by more than ",
      { .everyStepWithin(tolerance: $0) }
    ),
  ]

  /// The rule that the words of ``description`` stand for; `nil` where no rule has these words.
  public init?(words: String) {
    for rule in [SuccessRule.lastStepSign, .lastStepArgmax, .everyStepArgmax] where rule.description == words {
      self = rule
      return
    }
    guard let (prefix, rule) = Self.tolerances.first(where: { words.hasPrefix($0.prefix) }), words.hasSuffix("."),
      let tolerance = Double(words.dropFirst(prefix.count).dropLast()), tolerance.isFinite, tolerance >= 0
    else { return nil }
    self = rule(tolerance)
  }

  /// Whether the rule can be applied to outputs under this loss.
  public func fits(_ loss: Loss) -> Bool {
    switch self {
    case .lastStepWithin, .everyStepWithin: loss.target == .values
    case .lastStepSign: loss.target == .shares
    case .lastStepArgmax, .everyStepArgmax: loss.target == .classes
    }
  }
}
