public import Losses
internal import LinearAlgebra

/// Whether the ones of a sequence of random bits are odd in number, at every step.
///
/// Symbols are the bits 0 and 1, each with ½; the target at step t is the exclusive or of the first t. A sequence is wrong if
/// any step is. Networks whose state passes from step to step by a positive diagonal cannot learn it for all lengths.
///
/// Source: Minsky & Papert 1969 for parity; Merrill, Petty & Sabharwal 2024 for state tracking as what recurrent networks are for.
public struct ParityTask: SequenceTask {
  public static let name = "parity"
  public static let definitionVersion = 1
  public static let summary = "Say at every step whether the number of ones so far is odd."
  public static let variants = [RunningProduct.last]

  public let variant: String
  public let loss = Loss.softmax
  public let smallestLength = 1
  public var isScoredAtEveryStep: Bool { !form.isLastOnly }

  private let form: RunningProduct

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    form = RunningProduct(group: .cyclic(2), isLastOnly: variant == RunningProduct.last.name)
  }

  public var inputs: InputShape { form.inputs }
  public var outputs: TargetShape { form.outputs }
  public var demand: TaskDemand { form.isLastOnly ? .answer : .tracking }
  public var successRule: SuccessRule { form.successRule }

  public func scoredSteps(length: Int) -> Double { Double(form.scoredSteps(length)) }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The uniform distribution.
  public func baseline(length: Int) -> Baseline { form.baseline(length) }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    form.append(length: length, generator: &generator, to: &set)
  }
}
