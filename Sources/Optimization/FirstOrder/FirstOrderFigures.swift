/// What a step of many updates reports beside the loss and the norms: the columns of a training history that
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

  /// The columns.
  public static var columns: [ReportColumn] {
    [ReportColumn("learning_rate"), ReportColumn("clipped"), ReportColumn("updates", isCount: true)]
  }
}

extension StepReport {
  /// What a first-order method reports beside its loss and its norms; `nil` for other optimizers.
  public var firstOrder: FirstOrderFigures? {
    get {
      guard let rate = figures["learning_rate"], let clipped = figures["clipped"] else { return nil }
      return FirstOrderFigures(updates: updates, learningRate: rate, clippedShare: clipped)
    }
    set {
      figures["learning_rate"] = newValue?.learningRate
      figures["clipped"] = newValue?.clippedShare
      figures["updates"] = newValue.map { Double($0.updates) }
    }
  }
}
