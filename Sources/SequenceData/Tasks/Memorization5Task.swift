public import Losses
internal import LinearAlgebra

/// Five bits to be kept through a long silence and repeated after a cue.
///
/// Symbols 0 and 1 are the data, 2 is the blank, 3 the cue. Steps 1 to 5 show random data, the cue stands at step
/// T + 5, all else is blank; the length is T + 10. The target is the blank class 2 at steps 1 to T + 5 and then the data, in
/// order. A sequence is wrong if any step that carries loss is.
///
/// The 32 sequences that exist are the whole task: every split holds each of them once, in a random order of its own that
/// depends on the seed. The first bit shown is the highest of the number drawn.
///
/// Source: Martens & Sutskever 2011, "noiseless memorization".
public struct Memorization5Task: SequenceTask {
  public static let name = "memorization-5"
  public static let definitionVersion = 1
  public static let summary = "Keep five bits in memory and repeat them after a cue."
  public static let variants = [
    TaskVariant(name: "recall-only", summary: "Only the last 5 steps, at which the data are repeated, carry loss.")
  ]

  public let variant: String
  public let loss = Loss.softmax
  public let demand = TaskDemand.recall
  public let successRule = SuccessRule.everyStepArgmax
  public let smallestLength = 1

  private static let patterns = 32
  private let layout: RecallLayout

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    layout = RecallLayout(dataSteps: 5, alphabet: 2, recallOnly: variant == "recall-only")
  }

  public var inputs: InputShape { layout.inputs }
  public var outputs: TargetShape { layout.outputs }
  public var isScoredAtEveryStep: Bool { !layout.recallOnly }

  public func scoredSteps(length: Int) -> Double { Double(layout.scoredSteps(length)) }

  public func maximumSequenceLength(length: Int) -> Int { layout.sequenceLength(length) }

  public func fixedSize(length: Int) -> Int? { Self.patterns }

  /// As for all recall: T + 5 blanks and 5/2 of each bit on average, so the loss is
  /// `(T + 5) ln((T + 10)/(T + 5)) + 5 ln(2 (T + 10)/5)`, and a constant answer is *blank*, always wrong at recall. For
  /// `recall-only` the loss is 5 ln 2, and 31 of the 32 sequences are wrong.
  public func baseline(length: Int) -> Baseline { layout.baseline(length) }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    precondition(index >= 0, "Sequences are numbered from 0.")
    var generator = split.sharedGenerator(seed: seed)
    let order = generator.distinct(count: Self.patterns, below: Self.patterns)
    let pattern = order[index % Self.patterns]
    layout.append(length: length, to: &set) { place in Int32(pattern >> (4 - place) & 1) }
  }
}
