public import Losses
internal import LinearAlgebra

/// Ten symbols to be kept through a long silence and repeated after a cue.
///
/// Symbols 0 to 4 are the data, 5 is the blank, 6 the cue. Steps 1 to 10 show random data, the cue stands at step
/// T + 10, all else is blank; the length is T + 20. The target is the blank class 5 at steps 1 to T + 10 and then the data, in
/// order. A sequence is wrong if any step that carries loss is.
///
/// 5¹⁰ sequences exist. The data are drawn in order of time.
///
/// Source: Martens & Sutskever 2011, "noiseless memorization".
public struct Memorization20Task: SequenceTask {
  public static let name = "memorization-20"
  public static let definitionVersion = 1
  public static let summary = "Keep ten symbols in memory and repeat them after a cue."
  public static let variants = [
    TaskVariant(name: "recall-only", summary: "Only the last 10 steps, at which the data are repeated, carry loss.")
  ]

  public let variant: String
  public let loss = Loss.softmax
  public let demand = TaskDemand.recall
  public let successRule = SuccessRule.everyStepArgmax
  public let smallestLength = 1

  private let layout: RecallLayout

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    layout = RecallLayout(dataSteps: 10, alphabet: 5, recallOnly: variant == "recall-only")
  }

  public var inputs: InputShape { layout.inputs }
  public var outputs: TargetShape { layout.outputs }
  public var isScoredAtEveryStep: Bool { !layout.recallOnly }

  public func scoredSteps(length: Int) -> Double { Double(layout.scoredSteps(length)) }

  public func maximumSequenceLength(length: Int) -> Int { layout.sequenceLength(length) }

  /// As for all recall: T + 10 blanks and 2 of each data symbol on average, so the loss is
  /// `(T + 10) ln((T + 20)/(T + 10)) + 10 ln((T + 20)/2)`, and a constant answer is *blank*, always wrong at recall. For
  /// `recall-only` the loss is 10 ln 5, and one sequence in 5¹⁰ is right.
  public func baseline(length: Int) -> Baseline { layout.baseline(length) }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    layout.append(length: length, generator: &generator, to: &set)
  }
}
