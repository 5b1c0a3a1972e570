internal import HessianFree
internal import RecurrentNetworks
public import SequenceData

extension ConfigurationLayer {
  /// What a family of tasks needs, whatever the seed; everything else is the same for all.
  ///
  /// - Where every step carries loss, the loss of a sequence is a sum of many and λ_0 must match its scale, or the first
  ///   steps throw the dynamics into the exploding regime: λ_0 = 0.1 for each scored step. Where the last step alone does,
  ///   λ_0 = 0.1, the figure of Martens & Sutskever (2011).
  /// - Input weights begin with a standard deviation of ¼ where inputs are real: the product of two numbers is learned from
  ///   these and not (within 3000 minibatches at T = 50) from smaller ones, and addition and xor cost the same with both.
  ///   Where they are symbols, the initializer's own, smaller ones keep what comes in from washing over what has to be
  ///   remembered.
  public static func defaults(for task: any SequenceTask, length: Int) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    if task.isScoredAtEveryStep { layer.lambda = 0.1 * Double(task.scoredSteps(length: length)) }
    if case .real = task.inputs { layer.inputScale = 0.25 }
    return layer
  }
}
