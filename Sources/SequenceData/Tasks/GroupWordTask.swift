public import Losses
internal import LinearAlgebra

/// The product so far of random elements of a group of permutations, at every step: the word problem of the group.
///
/// Symbols are the elements in lexicographic order of their images, those of S3 (6 permutations of three things) in the base form, each
/// as likely as the others; the target at step t is the product of the first t, the first applied first. A sequence is wrong if any
/// step is. The variants are A5 (60) and S5 (120), which are not solvable: circuits of constant depth cannot follow them, nor can
/// networks with a diagonal transition, however many layers they have.
///
/// Source: Barrington 1989; Merrill, Petty & Sabharwal 2024.
public struct GroupWordTask: SequenceTask {
  public static let name = "group-word"
  public static let definitionVersion = 1
  public static let summary = "Give the product of the permutations so far at every step."
  public static let variants = [
    TaskVariant(name: "a5", summary: "The 60 even permutations of five things."),
    TaskVariant(name: "s5", summary: "The 120 permutations of five things."),
  ]

  public let variant: String
  public let loss = Loss.softmax
  public let demand = TaskDemand.tracking
  public let smallestLength = 1
  public let isScoredAtEveryStep = true

  private static let groups = [
    "": FiniteGroup.permutations(of: 3), "a5": .permutations(of: 5, areEven: true), "s5": .permutations(of: 5),
  ]
  private let form: RunningProduct

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    guard let group = Self.groups[variant] else { preconditionFailure("no group \(variant)") }
    form = RunningProduct(group: group, isLastOnly: false)
  }

  public var inputs: InputShape { form.inputs }
  public var outputs: TargetShape { form.outputs }
  public var successRule: SuccessRule { form.successRule }

  public func scoredSteps(length: Int) -> Double { Double(length) }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The uniform distribution.
  public func baseline(length: Int) -> Baseline { form.baseline(length) }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    form.append(length: length, generator: &generator, to: &set)
  }
}
