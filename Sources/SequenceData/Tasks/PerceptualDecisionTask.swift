public import Losses
internal import LinearAlgebra

/// Whether noisy evidence leans one way or the other.
///
/// `x_t = c + ξ_t` with ξ standard normal and a coherence c of ±{0.032, 0.064, 0.128, 0.256, 0.512} that a sequence keeps, all ten
/// equally likely; rounded to Float. The target at the last step is 1 where c is above 0. Nobody can be right always: the ideal
/// observer adds up what it has seen, and its share of wrong answers is part of what counts as solved.
///
/// Drawn in the order size of the coherence, sign, noise of each step. Source: the random dots of Newsome, Britten & Movshon 1989, as a task; coherences
/// near those of Mante, Sussillo, Shenoy & Newsome 2013.
public struct PerceptualDecisionTask: SequenceTask {
  public static let name = "perceptual-decision"
  public static let definitionVersion = 1
  public static let summary = "Say which way noisy evidence leans."

  public let variant: String
  public let inputs = InputShape.real(features: 1)
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.logistic
  public let successRule = SuccessRule.lastStepSign
  public let smallestLength = 1
  public let isScoredAtEveryStep = false

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public var featureNames: [String] { ["evidence"] }
  public var outputNames: [String] { ["choice"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  public func baseline(length: Int) -> Baseline {
    .fairAnswer(idealWrongShare: Evidence.idealWrongShare(steps: length))
  }

  public func condition(index: Int, seed: UInt64, split: Split, length: Int) -> TrialCondition? {
    var generator = split.generator(index: index, seed: seed)
    return TrialCondition(coherences: ["evidence": Evidence(using: &generator).coherence])
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let evidence = Evidence(using: &generator)
    set.appendRealInputs { values in for _ in 0..<length { values.append(evidence.sample(using: &generator)) } }
    set.endSequence(length: length, lastTarget: evidence.coherence > 0 ? 1 : 0)
  }
}
