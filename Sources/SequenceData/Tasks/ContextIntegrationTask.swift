public import Losses
internal import LinearAlgebra

/// Which way the evidence leans that the context says: the other leans too, and has to be ignored.
///
/// `x_t = (c_m + ξ_t, c_k + ξ'_t, m, k)`: two kinds of evidence, motion and color, each as in `perceptual-decision` with a coherence of
/// its own, and a context that is (1, 0) or (0, 1) at all steps, each with ½. The target at the last step is 1 where the coherence of
/// the kind that the context says is above 0. What an ideal observer gets wrong is part of what counts as solved.
///
/// Drawn in the order context, motion's coherence (size, sign), color's, then at each step the noise of motion and of color.
/// Source: Mante, Sussillo, Shenoy & Newsome 2013.
public struct ContextIntegrationTask: SequenceTask {
  public static let name = "context-integration"
  public static let definitionVersion = 1
  public static let summary = "Say which way the evidence leans that the context says, and ignore the other."

  public let variant: String
  public let inputs = InputShape.real(features: 2 * Self.kinds.count)
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.logistic
  public let successRule = SuccessRule.lastStepSign
  public let smallestLength = 1
  public let isScoredAtEveryStep = false

  private static let kinds = ["motion", "color"]

  /// One trial before its noise.
  private struct Trial {
    /// What counts, an index of the kinds.
    let cued: Int
    let evidence: [Evidence]

    init(using generator: inout Philox) {
      cued = generator.integer(in: 0...(kinds.count - 1))
      evidence = kinds.map { _ in Evidence(using: &generator) }
    }
  }

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public var featureNames: [String] { Self.kinds + Self.kinds.map { "\($0) counts" } }
  public var outputNames: [String] { ["choice"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  public func baseline(length: Int) -> Baseline {
    .fairAnswer(idealWrongShare: Evidence.idealWrongShare(steps: length))
  }

  public func condition(index: Int, seed: UInt64, split: Split, length: Int) -> TrialCondition? {
    var generator = split.generator(index: index, seed: seed)
    let trial = Trial(using: &generator)
    return TrialCondition(
      context: Self.kinds[trial.cued],
      coherences: Dictionary(uniqueKeysWithValues: zip(Self.kinds, trial.evidence.map(\.coherence))))
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let trial = Trial(using: &generator)
    set.appendRealInputs { values in
      for _ in 0..<length {
        for evidence in trial.evidence { values.append(evidence.sample(using: &generator)) }
        for kind in Self.kinds.indices { values.append(kind == trial.cued ? 1 : 0) }
      }
    }
    set.endSequence(length: length, lastTarget: trial.evidence[trial.cued].coherence > 0 ? 1 : 0)
  }
}
