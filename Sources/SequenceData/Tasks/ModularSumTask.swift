public import Losses
internal import LinearAlgebra

/// The sum modulo 5 of the random digits so far, at every step.
///
/// Symbols are 0 to 4, each as likely as the others; the target at step t is the sum of the first t modulo 5. A sequence is wrong
/// if any step is.
///
/// Source: Merrill, Petty & Sabharwal 2024.
public struct ModularSumTask: SequenceTask {
  public static let name = "modular-sum"
  public static let definitionVersion = 1
  public static let summary = "Give the sum modulo 5 of the digits so far at every step."
  public static let variants = [RunningProduct.last]

  public let variant: String
  public let loss = Loss.softmax
  public let smallestLength = 1
  public var isScoredAtEveryStep: Bool { !form.isLastOnly }

  private let form: RunningProduct

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    form = RunningProduct(group: .cyclic(5), isLastOnly: variant == RunningProduct.last.name)
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
