public import Losses
public import SequenceData

/// What the data of an experiment is made of, as far as a network has to know.
public struct DataShape: Sendable, Equatable {
  /// What a network is shown at every step.
  public let inputs: InputShape
  /// What it is asked for.
  public let outputs: TargetShape
  /// What its answer is measured with.
  public let loss: Loss

  /// A shape from its parts.
  public init(inputs: InputShape, outputs: TargetShape, loss: Loss) {
    self.inputs = inputs
    self.outputs = outputs
    self.loss = loss
  }

  init(of task: any SequenceTask) {
    self.init(inputs: task.inputs, outputs: task.outputs, loss: task.loss)
  }
}
