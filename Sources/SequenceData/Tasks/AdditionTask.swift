public import Losses
internal import LinearAlgebra

/// The mean of two marked values among many: the adding problem.
///
/// `x_t = (u_t, m_t)` with u of [0, 1) and markers at `I ~ U{1..⌊L/10⌋}`, `J ~ U{⌊L/10⌋+1..⌊L/2⌋}`, length
/// `L ~ U{T..⌊1.1 T⌋}`. The target at step L is `(u_I + u_J) / 2`, rounded to Float. Wrong beyond 0.04.
///
/// Drawn in the order L, I, J, u₁ … u_L.
///
/// Source: Hochreiter & Schmidhuber 1997, section 5.4, whose values of [−1, 1] and target 0.5 + (X₁ + X₂)/4 are the same
/// task up to an affine map. The variant `sum` is the scale of the 2011 code of Martens & Sutskever.
public struct AdditionTask: SequenceTask {
  public static let name = "addition"
  public static let definitionVersion = 1
  public static let summary = "Give the mean of the two marked values of a long sequence."
  public static let variants = [
    TaskVariant(name: "sum", summary: "The target is the sum, not the mean; with the same tolerance twice as strict.")
  ]

  public let variant: String
  public let inputs = MarkedPair.inputs
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.squaredError
  public let successRule = SuccessRule.lastStepWithin(tolerance: 0.04)
  public let smallestLength = 10
  public let isScoredAtEveryStep = false

  private let scale: Float

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    scale = variant == "sum" ? 1 : 0.5
  }

  public var featureNames: [String] { MarkedPair.names }
  public var outputNames: [String] { [variant == "sum" ? "sum" : "mean"] }

  public func scoredSteps(length: Int) -> Double { 1 }

  public func maximumSequenceLength(length: Int) -> Int { MarkedPair.longestLength(length) }

  /// The target is `s (u₁ + u₂)` with s = ½, or 1 for `sum`. The best constant is its mean s, and the loss half its variance
  /// s²/6. It is wrong where `|u₁ + u₂ − 1| > 0.04 / s`: with (1 − 0.04/s)² for the two triangles beyond.
  public func baseline(length: Int) -> Baseline {
    let s = Double(scale)
    return Baseline(loss: s * s / 12, wrongShare: MarkedPair.shareOfSumsBeyond(0.04 / s))
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let pair = MarkedPair.early(length: length, generator: &generator)
    let marked = pair.append(to: &set, generator: &generator) { $0.uniform() }
    // Halving is exact, so that the sum is rounded once.
    set.endSequence(length: pair.length, lastTarget: (marked.first + marked.second) * scale)
  }
}
