public import Losses
internal import LinearAlgebra

/// The order of three special symbols among distractors.
///
/// Symbols 0 and 1 are X and Y, 2 to 5 are distractors, uniform. X or Y, a fair coin each, stand at
/// uniform positions of the windows (0.1T, 0.2T], (0.3T, 0.4T] and (0.6T, 0.7T]; all else are distractors. The class at step T is `4 v₁ + 2 v₂ + v₃` with
/// v = 0 for X and 1 for Y. Wrong if the largest output is another class.
///
/// Source: Hochreiter & Schmidhuber 1997, section 5.6, task 6b, without its start and end symbols; Martens & Sutskever 2011.
public struct TemporalOrder3Task: SequenceTask {
  public static let name = "temporal-order-3"
  public static let definitionVersion = 1
  public static let summary = "Tell in which order three special symbols occurred among distractors."

  public let variant: String
  public let inputs = OrderedSymbols.inputs
  public let outputs = TargetShape.classes(cardinality: 8)
  public let loss = Loss.softmax
  public let successRule = SuccessRule.lastStepArgmax
  public let smallestLength = 10
  public let isScoredAtEveryStep = false

  private static let order = OrderedSymbols(windows: [(1, 2), (3, 4), (6, 7)])

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The 8 classes are equally likely: the loss is ln 8, and a constant answer is right for one of them.
  public func baseline(length: Int) -> Baseline { Self.order.baseline }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    Self.order.append(length: length, generator: &generator, to: &set)
  }
}
