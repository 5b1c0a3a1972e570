import Foundation
import LinearAlgebra
import Losses

/// Σ h(z − y) with h(r) = ½ r² up to |r| = 1 and |r| − ½ beyond (Huber 1964): a loss that is not matching, since its Hessian
/// depends on the target.
struct HuberLoss: LossFunction {
  var name: String { "huber" }
  var target: TargetKind { .values }

  func value(of z: ArraySlice<Double>, at target: StepTarget) -> Double {
    guard case .values(let y) = target else { return .nan }
    return zip(z, y).reduce(0) { $0 + h($1.0 - $1.1) }
  }

  /// Targets have the density e^−h(z − y) over its integral, √(2π) erf(1/√2) + 2 e^−½.
  func sampledMoments(
    of z: ArraySlice<Double>, along d: ArraySlice<Double>
  ) -> [(second: Double, fourth: Double)] {
    let (core, tail) = ((2 * Double.pi).squareRoot() * erf(0.5.squareRoot()), exp(-0.5))
    let (second, fourth) = (core / (core + 2 * tail), (3 * core - 6 * tail) / (core + 2 * tail))
    return d.map { (second * $0 * $0, fourth * $0 * $0 * $0 * $0) }
  }

  func constantLoss(_ spread: OutputSpread) -> Double? { nil }

  func apply<Element>(to z: Matrix<Element>, _ rows: LossRows<Element>) -> Double {
    var sum = 0.0
    forEach(z, rows) { i, j, w, r in sum += w * h(r) }
    return sum
  }

  func copyGradient<Element>(into z̄: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>) {
    forEach(p, rows) { i, j, w, r in z̄[i, j] = Element(w * max(-1, min(1, r))) }
  }

  func multiplyHessian<Element>(_ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>) {
    forEach(p, rows) { i, j, w, r in u[i, j] *= Element(abs(r) <= 1 ? w : 0) }
  }

  func multiplyHessianRoot<Element>(_ s: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>) {
    forEach(p, rows) { i, j, w, r in s[i, j] *= Element(abs(r) <= 1 ? w.squareRoot() : 0) }
  }

  func multiplyFisher<Element>(_ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>) {
    let factor = sampledMoments(of: [0], along: [1])[0].second
    forEach(p, rows) { i, j, w, _ in u[i, j] *= Element(w * factor) }
  }

  func copySampledGradient<Element>(
    into s: Matrix<Element>, predictions p: Matrix<Element>, weight w: Double, using generator: inout Philox
  ) {
    let core = sampledMoments(of: [0], along: [1])[0].second
    for j in 0..<s.columns {
      var r = generator.normal()
      if generator.uniformDouble() < core {
        while abs(r) > 1 { r = generator.normal() }
      } else {
        r = r < 0 ? -1 : 1
      }
      s[0, j] = Element(w.squareRoot() * r)
    }
  }

  private func h(_ r: Double) -> Double { abs(r) <= 1 ? 0.5 * r * r : abs(r) - 0.5 }

  private func forEach<Element>(
    _ p: Matrix<Element>, _ rows: LossRows<Element>, _ body: (Int, Int, _ w: Double, _ r: Double) -> Void
  ) {
    guard case .values(let y) = rows.targets else { preconditionFailure("this loss compares values") }
    for i in 0..<p.rows {
      let (row, w) = (rows.start + i, Double(rows.weights[rows.start + i, 0]))
      for j in 0..<p.columns { body(i, j, w, Double(p[i, j]) - Double(y[row, j])) }
    }
  }
}
