public import Losses
internal import Foundation
internal import LinearAlgebra

/// The exclusive or of two marked bits among many.
///
/// As ``AdditionTask`` with random bits for values; the target at step L is `u_I xor u_J`. Wrong if the logit has the wrong
/// sign or is 0.
///
/// Source: Martens & Sutskever 2011. Their code halves the lengths of this task without a word: here T is T.
public struct XorTask: SequenceTask {
  public static let name = "xor"
  public static let definitionVersion = 1
  public static let summary = "Give the exclusive or of the two marked bits of a long sequence."

  public let variant: String
  public let inputs = MarkedPair.inputs
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.logistic
  public let successRule = SuccessRule.lastStepSign
  public let smallestLength = 10
  public let isScoredAtEveryStep = false

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public var featureNames: [String] { MarkedPair.names }
  public var outputNames: [String] { ["xor"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { MarkedPair.longestLength(length) }

  /// Both targets are equally likely: the best constant logit is 0, with a loss of ln 2. A constant of either sign, however
  /// small, is wrong for one half.
  public func baseline(length: Int) -> Baseline { .fairAnswer() }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let pair = MarkedPair.early(length: length, generator: &generator)
    let marked = pair.append(to: &set, generator: &generator) { Float($0.integer(in: 0...1)) }
    set.endSequence(length: pair.length, lastTarget: marked.first == marked.second ? 0 : 1)
  }
}
