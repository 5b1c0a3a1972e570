public import Losses

/// The exact definition of a synthetic task: how its sequences are drawn, what is asked, when an answer is wrong.
///
/// A value is one variant of one definition. The *nominal* length T comes with every call, for a training run mixes
/// lengths; where T varies the length of a sequence, it is at least T.
///
/// A conforming type is one file, and one line in ``SequenceTasks``. Its definition never changes under its version: a
/// change of any rule, or of the order in which numbers are drawn, makes the next version.
public protocol SequenceTask: Sendable {
  /// The name a user gives and a data file carries.
  static var name: String { get }

  /// The version of the definition, from 1.
  static var definitionVersion: Int { get }

  /// The task in a sentence.
  static var summary: String { get }

  /// The variants beside the base form.
  static var variants: [TaskVariant] { get }

  /// The base form of the task, for an empty name, or one of ``variants``. Another name is a programmer's error and traps:
  /// ``SequenceTasks/named(_:variant:)`` serves names that a user gave.
  init(variant: String)

  /// The name of the variant; empty for the base form.
  var variant: String { get }

  /// What a network is shown at every step.
  var inputs: InputShape { get }

  /// What a network is asked for.
  var outputs: TargetShape { get }

  /// The names of the real features that a step shows; empty for symbols.
  var featureNames: [String] { get }

  /// The names of the real outputs; empty for classes.
  var outputNames: [String] { get }

  /// The loss that the task is defined with.
  var loss: Loss { get }

  /// What is asked of a network; unless the task says otherwise ``TaskDemand/answer`` where one step carries loss, else
  /// ``TaskDemand/foretelling``.
  var demand: TaskDemand { get }

  /// When a sequence counts as wrong.
  var successRule: SuccessRule { get }

  /// The smallest nominal length for which the definition makes sense.
  var smallestLength: Int { get }

  /// Whether all steps of a sequence carry loss. If not, sets of this task have weights.
  var isScoredAtEveryStep: Bool { get }

  /// The expected number of steps of a sequence that carry loss at nominal length `length`.
  func scoredSteps(length: Int) -> Double

  /// The number of steps of the longest sequence of nominal length `length`.
  func maximumSequenceLength(length: Int) -> Int

  /// The number of sequences that every split holds, each exactly once, whatever size is asked for; `nil` if a split may
  /// have any size. Sequence numbers beyond it start again from the first.
  func fixedSize(length: Int) -> Int?

  /// What the best constant output scores, derived exactly.
  ///
  /// Multiples of 2⁻²⁴ are treated as the real numbers they stand for, which shifts the figures by less than 1e-6.
  func baseline(length: Int) -> Baseline

  /// What a sequence has been made of, behind its noise; nil for tasks without evidence.
  func condition(index: Int, seed: UInt64, split: Split, length: Int) -> TrialCondition?

  /// Draws one sequence and appends it.
  ///
  /// The sequence follows from the task, `index`, `seed`, `split` and `length` alone: not from what was drawn before.
  ///
  /// - Parameters:
  ///   - index: the number of the sequence in its split, from 0.
  ///   - seed: the seed of the data set.
  ///   - split: the part of the data set, which has random streams of its own.
  ///   - length: the nominal length T; less than ``smallestLength`` traps (``validate(length:)`` throws).
  ///   - set: a set of this task's shapes, such as ``makeEmptySet()``.
  func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet)
}
