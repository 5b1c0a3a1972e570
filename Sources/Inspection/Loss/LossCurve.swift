/// The loss along a straight line through parameter space, and what quadratic models make of it.
///
///     f(θ + α d)   and   f(θ) + α gᵀd + ½ α² dᵀ B d
public struct LossCurve: Sendable, Encodable {
  /// The direction in words.
  public let name: String
  /// ‖d‖.
  public let length: Double
  /// α.
  public let alpha: [Double]
  /// The loss itself.
  public let loss: [Double]
  /// The model with B = G, the Gauss-Newton matrix.
  public let model: [Double]
  /// With B = G + λI.
  public let tikhonov: [Double]
  /// With B = G + λI + λμ G_S: the one that conjugate gradients minimize.
  public let structural: [Double]

  /// α, the loss and the models at a place, in the order of ``LossCurves/columns``.
  public func row(_ place: Int, isDamped: Bool) -> [Double] {
    [alpha[place], loss[place], model[place]] + (isDamped ? [tikhonov[place], structural[place]] : [])
  }
}
