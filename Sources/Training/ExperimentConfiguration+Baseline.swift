internal import RecurrentNetworks
public import SequenceData

extension ExperimentConfiguration {
  /// What a task's best constant predictor scores, with the loss in the normalization of the experiment.
  public func baseline(of task: any SequenceTask, length: Int) -> Baseline {
    let baseline = task.baseline(length: length)
    guard normalization == .step else { return baseline }
    return Baseline(
      loss: baseline.loss / Double(task.scoredSteps(length: length)), wrongShare: baseline.wrongShare,
      note: baseline.note)
  }
}
