public import Losses
internal import Foundation
internal import LinearAlgebra

/// The product of two marked values among many.
///
/// As ``AdditionTask``, with the target `u_I · u_J`, rounded to Float. Wrong beyond 0.04.
///
/// Source: Hochreiter & Schmidhuber 1997, section 5.5; Martens & Sutskever 2011.
public struct MultiplicationTask: SequenceTask {
  public static let name = "multiplication"
  public static let definitionVersion = 1
  public static let summary = "Give the product of the two marked values of a long sequence."

  public let variant: String
  public let inputs = MarkedPair.inputs
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.squaredError
  public let successRule = SuccessRule.lastStepWithin(tolerance: 0.04)
  public let smallestLength = 10
  public let isScoredAtEveryStep = false

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public var featureNames: [String] { MarkedPair.names }
  public var outputNames: [String] { ["product"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { MarkedPair.longestLength(length) }

  /// The best constant is the mean ¼; the product has variance (E u²)² − (E u)⁴ = 1/9 − 1/16 = 7/144, half of which is the loss.
  /// The product p has the distribution function `F(p) = p − p ln p`, and the constant is right from 0.21 to 0.29.
  public func baseline(length: Int) -> Baseline {
    func distribution(_ p: Double) -> Double { p - p * log(p) }
    return Baseline(loss: 7.0 / 288, wrongShare: 1 - (distribution(0.29) - distribution(0.21)))
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let pair = MarkedPair.early(length: length, generator: &generator)
    let marked = pair.append(to: &set, generator: &generator) { $0.uniform() }
    set.endSequence(length: pair.length, lastTarget: marked.first * marked.second)
  }
}
