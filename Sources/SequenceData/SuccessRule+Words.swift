public import Losses

extension SuccessRule {
  private static let tolerancePrefix = "A sequence is wrong if the output at its last step is off by more than "

  /// The rule that the words of ``description`` stand for; `nil` where no rule has these words.
  public init?(words: String) {
    for rule in [SuccessRule.lastStepSign, .lastStepArgmax, .everyStepArgmax] where rule.description == words {
      self = rule
      return
    }
    guard words.hasPrefix(Self.tolerancePrefix), words.hasSuffix("."),
      let tolerance = Double(words.dropFirst(Self.tolerancePrefix.count).dropLast()),
      tolerance.isFinite, tolerance >= 0
    else { return nil }
    self = .lastStepWithin(tolerance: tolerance)
  }

  /// Whether the rule can be applied to outputs under this loss.
  public func fits(_ loss: Loss) -> Bool {
    switch self {
    case .lastStepWithin: loss.target == .values
    case .lastStepSign: loss.target == .shares
    case .lastStepArgmax, .everyStepArgmax: loss.target == .classes
    }
  }
}
