/// What the outputs of a step are compared with.
public enum TargetKind: String, Sendable, CaseIterable {
  /// Real numbers, one for each output.
  case values
  /// Numbers from 0 to 1, one for each output.
  case shares
  /// One class; as many outputs as there are classes.
  case classes
}

/// The target of one step, in double precision.
public enum StepTarget: Sendable {
  /// A number for each output.
  case values(ArraySlice<Double>)
  /// One class.
  case `class`(Int)
}

/// How the targets of one output are spread: what the best constant output is found from.
public struct OutputSpread: Sendable {
  /// Σ w over the scored steps.
  public var weight = 0.0
  /// Σ w y / Σ w.
  public var mean = 0.0
  /// Σ w (y − mean)².
  public var squares = 0.0

  /// The spread of no target.
  public init() {}

  /// Adds the target of a step of positive weight, by Welford's update with weights (West 1979).
  public mutating func add(_ value: Double, weight w: Double) {
    weight += w
    let difference = value - mean
    mean += difference * w / weight
    squares += w * difference * (value - mean)
  }
}
