internal import Foundation
public import LinearAlgebra

/// Σ log(1 + e^z) − y z, p = 1/(1 + e^−z), H = diag p(1 − p): the cross-entropy of independent outputs, in nats.
public struct LogisticLoss: MatchingLoss {
  /// The loss.
  public init() {}

  public var name: String { "logistic" }
  public var target: TargetKind { .shares }
  public var kernel: LossKernel { .logistic }

  public func value(of z: ArraySlice<Double>, at target: StepTarget) -> Double {
    guard case .values(let y) = target else { return .nan }
    return zip(z, y).reduce(0) { $0 + max($1.0, 0) + log1p(exp(-abs($1.0))) - $1.1 * $1.0 }
  }

  public func sampledMoments(
    of z: ArraySlice<Double>, along d: ArraySlice<Double>
  ) -> [(second: Double, fourth: Double)] {
    zip(z, d).map { z, d in
      let (p, q) = (1 / (1 + exp(-z)), 1 / (1 + exp(z)))
      return (p * q * d * d, p * q * (p * p * p + q * q * q) * d * d * d * d)
    }
  }

  /// The cross-entropy of targets of mean p under the constant p.
  public func constantLoss(_ spread: OutputSpread) -> Double? {
    let p = spread.mean
    return (p <= 0 || p >= 1 ? 0 : -p * log(p) - (1 - p) * log(1 - p)) * spread.weight
  }
}
