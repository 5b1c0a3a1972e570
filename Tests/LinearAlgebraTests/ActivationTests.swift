import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("An activation")
struct ActivationTests {
  static let kinds: [ActivationKernel] = [.tanh, .logistic, .relu, .linear, .softplus]

  static func value(_ kind: ActivationKernel, _ a: Double) -> Double {
    switch kind {
    case .tanh: hyperbolicTangent(a)
    case .logistic: logisticFunction(a)
    case .relu: max(a, 0)
    case .linear: a
    case .softplus: log1p(exp(a))
    }
  }

  /// φ'(a) from h = φ(a).
  static func derivative(_ kind: ActivationKernel, _ h: Double) -> Double {
    switch kind {
    case .tanh: 1 - h * h
    case .logistic: h * (1 - h)
    case .relu: h > 0 ? 1 : 0
    case .linear: 1
    case .softplus: -expm1(-h)
    }
  }

  /// φ''(a) from h = φ(a).
  static func curvature(_ kind: ActivationKernel, _ h: Double) -> Double {
    switch kind {
    case .tanh: -2 * h * (1 - h * h)
    case .logistic: h * (1 - h) * (1 - 2 * h)
    case .relu, .linear: 0
    case .softplus: -exp(-h) * expm1(-h)
    }
  }

  private func check<Element: Scalar>(
    _ type: Element.Type, _ kind: ActivationKernel, _ m: Int, _ n: Int, _ strided: Bool
  ) {
    var generator = TestGenerator(seed: UInt64(1000 * m + n))
    let h = Window<Element>(m, n, strided: strided, &generator) { 4 * $0.uniform() }
    let a = h.values
    h.matrix.activate(kind)
    h.expect("φ") { Self.value(kind, a[$0][$1]) }
    let y = h.values

    let r = Window<Element>(m, n, strided: !strided, &generator)
    let before = r.values
    r.matrix.multiplyDerivative(kind, h: h.matrix)
    r.expect("φ' ⊙ r") { Self.derivative(kind, y[$0][$1]) * before[$0][$1] }

    let (inner, outer) = (0.375, -0.25)
    let tangentOfH = Window<Element>(m, n, strided: strided, &generator)
    let rh = tangentOfH.values
    let d = Window<Element>(m, n, strided: strided, &generator)
    let bar = d.values
    d.matrix.multiplyDerivative(kind, h: h.matrix, addingInner: inner, outer: outer, of: tangentOfH.matrix)
    d.expect("adjoint") { i, j in
      Self.derivative(kind, y[i][j]) * (bar[i][j] + inner * rh[i][j]) + outer * rh[i][j]
    }

    let e = Window<Element>(m, n, strided: strided, &generator)
    let tangent = Window<Element>(m, n, strided: strided, &generator)
    let (hBar, tangentBar) = (e.values, tangent.values)
    e.matrix.multiplyDerivative(
      kind, h: h.matrix, Rh: tangentOfH.matrix, inner: inner, outer: outer, tangent: tangent.matrix)
    e.expect("adjoint beside its tangent") { Self.derivative(kind, y[$0][$1]) * hBar[$0][$1] }
    // Rh = φ' Ra, so φ'' Ra ⊙ h̄ = φ''/φ' Rh ⊙ h̄; the quotient is −2h, 1 − 2h, 0, 0, e^(−h).
    let ratio: (Double) -> Double = {
      switch kind {
      case .tanh: -2 * $0
      case .logistic: 1 - 2 * $0
      case .relu, .linear: 0
      case .softplus: exp(-$0)
      }
    }
    tangent.expect("tangent of the adjoint") { i, j in
      Self.derivative(kind, y[i][j]) * (tangentBar[i][j] + inner * rh[i][j]) + ratio(y[i][j]) * rh[i][j] * hBar[i][j]
        + outer * rh[i][j]
    }
    h.expect("h", tolerance: 0) { y[$0][$1] }
    tangentOfH.expect("Rh", tolerance: 0) { rh[$0][$1] }
  }

  @Test("and its adjoint and their tangents are what plain loops give", arguments: kinds, testedShapes)
  func matchesLoops(kind: ActivationKernel, shape: (Int, Int)) {
    for strided in [false, true] {
      check(Float.self, kind, shape.0, shape.1, strided)
      check(Double.self, kind, shape.0, shape.1, strided)
    }
  }

  @Test("has the first and second derivative of finite differences", arguments: kinds)
  func derivatives(kind: ActivationKernel) {
    for a in stride(from: -3.05, through: 3, by: 0.37) {
      let step = 1e-4
      let (low, middle, high) = (Self.value(kind, a - step), Self.value(kind, a), Self.value(kind, a + step))
      // The error of a central difference is step²/6 times the third derivative, which is at most 2 here.
      expectClose(
        Self.derivative(kind, middle), (high - low) / (2 * step), tolerance: step * step, "derivative at \(a)")
      expectClose(
        Self.curvature(kind, middle), (high - 2 * middle + low) / (step * step), tolerance: 1e-7, "curvature at \(a)")
    }
  }

  @Test("keeps NaN, so that trouble is seen", arguments: kinds)
  func keepsNaN(kind: ActivationKernel) {
    for n in [1, 16, 40] {
      let x = Matrix<Float>(rows: 1, columns: n)
      let y = Matrix<Double>(rows: 1, columns: n)
      (x[0, n - 1], y[0, n - 1]) = (.nan, .nan)
      x.activate(kind)
      y.activate(kind)
      #expect(x[0, n - 1].isNaN && y[0, n - 1].isNaN)
    }
  }

  @Test("traps where shapes do not match")
  func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).multiplyDerivative(.tanh, h: Matrix<Float>(rows: 2, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      let (a, b) = (Matrix<Float>(rows: 2, columns: 3), Matrix<Float>(rows: 1, columns: 3))
      a.multiplyDerivative(.tanh, h: a, addingInner: 0, outer: 0, of: b)
    }
    await #expect(processExitsWith: .failure) {
      let (a, b) = (Matrix<Float>(rows: 2, columns: 3), Matrix<Float>(rows: 1, columns: 3))
      a.multiplyDerivative(.tanh, h: a, Rh: a, inner: 0, outer: 0, tangent: b)
    }
  }
}
