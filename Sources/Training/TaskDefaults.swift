internal import HessianFree
internal import RecurrentNetworks
public import SequenceData

extension ConfigurationLayer {
  /// What a family of tasks needs, whatever the seed.
  ///
  /// - Where one step of a sequence carries loss: the sparse start of 2011 and λ_0 = 0.1, the figures of Martens &
  ///   Sutskever (2011).
  /// - Where every step carries loss, the loss of a sequence is a sum of many and λ_0 must match its scale, or the first
  ///   steps throw the dynamics into the exploding regime: λ_0 = 0.1 for each scored step. An orthogonal start keeps
  ///   what has to be remembered.
  public static func defaults(for task: any SequenceTask, length: Int) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    if task.isScoredAtEveryStep {
      layer.lambda = 0.1 * Double(task.scoredSteps(length: length))
      layer.initializer = .orthogonal
    }
    return layer
  }
}
