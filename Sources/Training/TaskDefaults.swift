internal import HessianFree
internal import RecurrentNetworks
public import SequenceData

extension ConfigurationLayer {
  /// What a family of tasks needs, whatever the seed; everything else is the same for all.
  ///
  /// - Where every step carries loss, the loss of a sequence is a sum of many and λ_0 must match its scale, or the first
  ///   steps throw the dynamics into the exploding regime: λ_0 = 0.1 for each scored step. Where the last step alone does,
  ///   λ_0 = 0.1, the figure of Martens & Sutskever (2011).
  /// - Input weights begin with a standard deviation of ⅛ where inputs are real. What comes in at each step adds up in a
  ///   network that keeps everything, and with ¼ it drowned what had to be remembered over 100 steps (one of two seeds of
  ///   `addition` never left the constant predictor); with half of ⅛, `multiplication` learns more slowly. Where inputs are
  ///   symbols, the initializer's own, smaller ones are better.
  public static func defaults(for task: any SequenceTask, length: Int) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    if task.isScoredAtEveryStep { layer.lambda = 0.1 * Double(task.scoredSteps(length: length)) }
    if case .real = task.inputs { layer.inputScale = 0.125 }
    return layer
  }
}
