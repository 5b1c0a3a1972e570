public import Losses
internal import LinearAlgebra

/// The order of two special symbols among distractors.
///
/// Symbols 0 and 1 are X and Y, 2 to 5 are distractors, uniform. X or Y, a fair coin each, stand at
/// `p₁ ~ U{⌊0.1T⌋+1..⌊0.2T⌋}` and `p₂ ~ U{⌊0.5T⌋+1..⌊0.6T⌋}`; all else are distractors. The class at step T is `2 v₁ + v₂` with
/// v = 0 for X and 1 for Y. Wrong if the largest output is another class.
///
/// Source: Hochreiter & Schmidhuber 1997, section 5.6, task 6a, without its start and end symbols; Martens & Sutskever 2011.
public struct TemporalOrderTask: SequenceTask {
  public static let name = "temporal-order"
  public static let definitionVersion = 1
  public static let summary = "Tell in which order two special symbols occurred among distractors."

  public let variant: String
  public let inputs = OrderedSymbols.inputs
  public let outputs = TargetShape.classes(cardinality: 4)
  public let loss = Loss.softmax
  public let successRule = SuccessRule.lastStepArgmax
  public let smallestLength = 10
  public let isScoredAtEveryStep = false

  private static let order = OrderedSymbols(windows: [(1, 2), (5, 6)])

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The 4 classes are equally likely: the loss is ln 4, and a constant answer is right for one of them.
  public func baseline(length: Int) -> Baseline { Self.order.baseline }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    Self.order.append(length: length, generator: &generator, to: &set)
  }
}
