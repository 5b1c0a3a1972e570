public import Losses
internal import LinearAlgebra

/// The sum of two marked values, one in each half of a sequence of fixed length: the adding problem of recent papers.
///
/// `x_t = (u_t, m_t)` with u of [0, 1) and markers at `I ~ U{1..⌊T/2⌋}`, `J ~ U{⌊T/2⌋+1..T}`. The target at step T is
/// `u_I + u_J`, rounded to Float. Wrong beyond 0.04; papers report the mean squared error, which is twice the loss.
///
/// Drawn in the order I, J, u₁ … u_T. Source: the form of Arjovsky, Shah & Bengio 2016, section 4.2, and of Le, Jaitly &
/// Hinton 2015.
public struct AddingFixedTask: SequenceTask {
  public static let name = "adding-fixed"
  public static let definitionVersion = 1
  public static let summary = "Give the sum of two marked values, one in each half of a sequence of fixed length."

  public let variant: String
  public let inputs = MarkedPair.inputs
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.squaredError
  public let successRule = SuccessRule.lastStepWithin(tolerance: 0.04)
  public let smallestLength = 2
  public let isScoredAtEveryStep = false

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public var featureNames: [String] { MarkedPair.names }
  public var outputNames: [String] { ["sum"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The best constant is the mean 1, and the loss half the variance 1/6 of the sum. It is wrong where
  /// `|u₁ + u₂ − 1| > 0.04`: with 0.96² for the two triangles beyond.
  public func baseline(length: Int) -> Baseline {
    Baseline(
      loss: 1.0 / 12, wrongShare: MarkedPair.shareOfSumsBeyond(0.04),
      note: "The mean squared error is twice the loss: 1/6 for this constant.")
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let half = length / 2
    let pair = MarkedPair(length: length, firstWindow: 1...half, secondWindow: (half + 1)...length)
    let marked = pair.append(to: &set, generator: &generator) { $0.uniform() }
    set.endSequence(length: length, lastTarget: marked.first + marked.second)
  }
}
