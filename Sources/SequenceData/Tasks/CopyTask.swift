public import Losses
internal import LinearAlgebra

/// Ten symbols to be copied after a long silence: the copying problem of recent papers.
///
/// Symbols 0 to 7 are the data, 8 is the blank, 9 the delimiter. Steps 1 to 10 show random data, the delimiter stands at
/// step T + 10, all else is blank; the length is T + 20. The target is the blank class 8 at steps 1 to T + 10 and then the
/// data, in order. A sequence is wrong if any step is; papers report the loss divided by the T + 20 steps.
///
/// Drawn in order of time. Source: the form of Arjovsky, Shah & Bengio 2016, section 4.1, after Hochreiter & Schmidhuber
/// 1997.
public struct CopyTask: SequenceTask {
  public static let name = "copy"
  public static let definitionVersion = 1
  public static let summary = "Copy ten symbols after a long silence and a delimiter."

  public let variant: String
  public let loss = Loss.softmax
  public let demand = TaskDemand.recall
  public let successRule = SuccessRule.everyStepArgmax
  public let smallestLength = 1
  public let isScoredAtEveryStep = true

  private static let layout = RecallLayout(dataSteps: 10, alphabet: 8)

  public init(variant: String = "") {
    self.variant = Self.known(variant)
  }

  public var inputs: InputShape { Self.layout.inputs }
  public var outputs: TargetShape { Self.layout.outputs }

  public func scoredSteps(length: Int) -> Double { Double(Self.layout.scoredSteps(length)) }

  public func maximumSequenceLength(length: Int) -> Int { Self.layout.sequenceLength(length) }

  /// As for all recall: T + 10 blanks and 10/8 of each data symbol on average, so the loss is
  /// `(T + 10) ln((T + 20)/(T + 10)) + 10 ln(8 (T + 20)/10)`, and a constant answer is *blank*, always wrong at recall. The
  /// note gives the memoryless predictor that knows the time: 10 ln 8 / (T + 20) a step.
  public func baseline(length: Int) -> Baseline { Self.layout.baseline(length) }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    Self.layout.append(length: length, generator: &generator, to: &set)
  }
}
