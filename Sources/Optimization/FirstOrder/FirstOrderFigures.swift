/// What a step of a first-order method reports beside the loss and the norms: the columns of a training history that
/// such a run alone has.
public struct FirstOrderFigures: Sendable, Equatable {
  /// The updates taken in this step.
  public var updates: Int
  /// η of the last of them.
  public var learningRate: Double
  /// The share of the updates whose gradient was clipped; NaN before the first.
  public var clippedShare: Double

  /// Figures from their parts.
  public init(updates: Int = 0, learningRate: Double = .nan, clippedShare: Double = .nan) {
    self.updates = updates
    self.learningRate = learningRate
    self.clippedShare = clippedShare
  }
}
