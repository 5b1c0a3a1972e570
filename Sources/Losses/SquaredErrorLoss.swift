public import LinearAlgebra

/// ½‖z − y‖², p = z, H = I; targets drawn from the model are normal around p with variance 1.
public struct SquaredErrorLoss: MatchingLoss {
  /// The loss.
  public init() {}

  public var name: String { "squared-error" }
  public var target: TargetKind { .values }
  public var kernel: LossKernel { .squaredError }
  public var meanSquaredErrorFactor: Double? { 2 }

  public func value(of z: ArraySlice<Double>, at target: StepTarget) -> Double {
    guard case .values(let y) = target else { return .nan }
    return zip(z, y).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  public func sampledMoments(
    of z: ArraySlice<Double>, along d: ArraySlice<Double>
  ) -> [(second: Double, fourth: Double)] { d.map { ($0 * $0, 3 * $0 * $0 * $0 * $0) } }

  public func constantLoss(_ spread: OutputSpread) -> Double? { 0.5 * spread.squares }
}
