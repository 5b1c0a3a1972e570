public import Losses

/// What a dataset file says about itself: the attributes of its root. Only the loss is always there.
public struct SequenceFileDescription: Sendable, Equatable {
  /// The loss that the targets are for.
  public var loss: Loss

  /// A name of ``SequenceTasks``, or the user's own.
  public var task: String?

  /// The version of the task's definition.
  public var definitionVersion: Int?

  /// The variant of the task; empty for the base form.
  public var variant: String?

  /// The seed of the sequences.
  public var seed: UInt64?

  /// The nominal length T.
  public var length: Int?

  /// Of images, the order in which pixels are shown (dataset `pixel_order`); `nil` for their own. It is written, and not read.
  public var pixelOrder: [Int]?

  /// The data in a sentence (attribute `description`).
  public var text: String?

  /// When a sequence counts as wrong, in words.
  public var success: String?

  /// The loss of a sequence under the best constant output.
  public var baselineLoss: Double?

  /// The share of sequences that this output gets wrong.
  public var baselineWrong: Double?

  /// The program that wrote the file.
  public var creator: String?

  /// When it was written, as ISO 8601 has it.
  public var created: String?

  /// A description of a loss and nothing else.
  public init(loss: Loss) {
    self.loss = loss
  }

  /// The rule that the words of ``success`` stand for; `nil` where there are none, or they are no known rule's.
  public var successRule: SuccessRule? { success.flatMap { SuccessRule(words: $0) } }
}

extension SequenceFileDescription {
  /// What a file of a task says about itself.
  public init(_ task: any SequenceTask, seed: UInt64, length: Int) {
    let baseline = task.baseline(length: length)
    loss = task.loss
    self.task = task.name
    definitionVersion = task.definitionVersion
    variant = task.variant
    self.seed = seed
    self.length = length
    text = type(of: task).summary
    success = task.successRule.description
    baselineLoss = baseline.loss
    baselineWrong = baseline.wrongShare
  }
}
