internal import Foundation
public import LinearAlgebra

/// log Σ e^z − z_y, p = softmax z, H = diag p − p pᵀ: the cross-entropy of one of several classes, in nats.
public struct SoftmaxLoss: MatchingLoss {
  /// The loss.
  public init() {}

  public var name: String { "softmax" }
  public var target: TargetKind { .classes }
  public var kernel: LossKernel { .softmax }

  public func value(of z: ArraySlice<Double>, at target: StepTarget) -> Double {
    guard case .class(let y) = target else { return .nan }
    let top = z.max()!
    return top + log(z.reduce(0) { $0 + exp($1 - top) }) - z[z.startIndex + y]
  }

  public func sampledMoments(
    of z: ArraySlice<Double>, along d: ArraySlice<Double>
  ) -> [(second: Double, fourth: Double)] {
    let top = z.max()!
    let sum = z.reduce(0) { $0 + exp($1 - top) }
    let p = z.map { exp($0 - top) / sum }
    let mean = zip(p, d).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(p, d).map { ($0, ($1 - mean) * ($1 - mean)) }
    return [(square.reduce(0) { $0 + $1.0 * $1.1 }, square.reduce(0) { $0 + $1.0 * $1.1 * $1.1 })]
  }

  /// Classes have no spread.
  public func constantLoss(_ spread: OutputSpread) -> Double? { nil }
}
