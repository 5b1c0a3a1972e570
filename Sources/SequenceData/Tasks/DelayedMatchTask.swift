internal import Foundation
public import Losses
internal import LinearAlgebra

/// Whether two cues with a long and random delay between them are the same.
///
/// Four channels, all 0 but for a 1 of the first cue at step `p₁ ~ U{1..⌊T/5⌋}` and of the second at `p₂ ~ U{⌊T/2⌋+1..⌊9T/10⌋}`; length
/// T. The target at the last step is 1 where both are in the same channel, with ½, and 0 where they are not; the channels
/// are uniform otherwise.
///
/// Drawn in the order p₁, p₂, first cue, whether they match, and where they do not which of the other three is the second.
/// Source: the delayed match to sample of Miller, Erickson & Desimone 1996, as a task.
public struct DelayedMatchTask: SequenceTask {
  public static let name = "delayed-match"
  public static let definitionVersion = 1
  public static let summary = "Say whether two cues with a long delay between them are the same."

  public let variant: String
  public let inputs = InputShape.real(features: Self.cues)
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.logistic
  public let successRule = SuccessRule.lastStepSign
  public let smallestLength = 5
  public let isScoredAtEveryStep = false

  private static let cues = 4

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public var featureNames: [String] { (1...Self.cues).map { "cue \($0)" } }
  public var outputNames: [String] { ["match"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  public func baseline(length: Int) -> Baseline { .fairAnswer() }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let first = generator.integer(in: 1...(length / 5))
    let second = generator.integer(in: (length / 2 + 1)...(9 * length / 10))
    let cue = generator.integer(in: 0...(Self.cues - 1))
    let matches = generator.integer(in: 0...1) == 1
    let other = matches ? cue : (cue + generator.integer(in: 1...(Self.cues - 1))) % Self.cues
    set.appendRealInputs { values in
      let start = values.count
      values.append(contentsOf: repeatElement(0, count: Self.cues * length))
      values[start + Self.cues * (first - 1) + cue] = 1
      values[start + Self.cues * (second - 1) + other] = 1
    }
    set.endSequence(length: length, lastTarget: matches ? 1 : 0)
  }
}
