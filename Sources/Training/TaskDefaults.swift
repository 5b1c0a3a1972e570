internal import HessianFree
internal import RecurrentNetworks
public import SequenceData

extension ConfigurationLayer {
  /// What a family of tasks needs, whatever the seed; everything else is the same for all.
  ///
  /// - Where every step carries loss, the loss of a sequence is a sum of many and λ_0 must match its scale, or the first
  ///   steps throw the dynamics into the exploding regime: λ_0 = 0.1 for each scored step. Where the last step alone does,
  ///   λ_0 = 0.1, the figure of Martens & Sutskever (2011).
  /// - The product of two numbers needs input weights of ¼ from the start (2342 minibatches at T = 50, unsolved after 3000
  ///   with the smaller ones); all other tasks are better off with the initializer's own, which are smaller.
  public static func defaults(for task: any SequenceTask, length: Int) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    if task.isScoredAtEveryStep { layer.lambda = 0.1 * Double(task.scoredSteps(length: length)) }
    if task is MultiplicationTask { layer.inputScale = 0.25 }
    return layer
  }
}
