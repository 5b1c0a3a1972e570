import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("Conjugate gradients in trouble")
struct ConjugateGradientTroubleTests {
  @Test("shorten a warm start to the best multiple that is not longer, so that q(x_0) is never positive")
  func guarded() {
    let n = 12
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 50), seed: 8)
    var random = TestGenerator(seed: 2)
    var seen = (zero: false, between: false, one: false)
    for trial in 0..<60 {
      let b = random.vector(n)
      let solution = Dense.solve(A, b)
      let length = [0.3, 1, 10][trial % 3]
      let noise = [0.01, 0.01, 3][trial % 3]
      let start = zip(solution, random.vector(n)).map { length * $0 + noise * $1 }
      var solver = ConjugateGradient<Double>(count: n)
      let report = solver.solve(Vector(b), from: Vector(start), scaledBy: 0.95, with: DenseOperator(A).apply)
      let w = start.map { 0.95 * $0 }
      let c = min(max(w.dot(b) / w.dot(Dense.apply(A, w)), 0), 1)
      expectClose(report.warmFactor, c, tolerance: 1e-13, "c at \(trial)")
      let q = Dense.quadratic(A, b, w.map { c * $0 })
      expectClose(report.quadraticStart, q, tolerance: 1e-12 * (1 + abs(q)), "q(x_0) at \(trial)")
      #expect(report.quadraticStart <= 0)
      #expect(solver.quadratics.allSatisfy { $0 <= 0 })
      if c == 0 { seen.zero = true } else if c == 1 { seen.one = true } else { seen.between = true }
    }
    #expect(seen.zero && seen.between && seen.one, "all three cases have occurred")
  }

  @Test("start from zero when the warm start is not finite or the curvature along it is not positive")
  func uselessStart() {
    let b = Vector([1.0, 2])
    var solver = ConjugateGradient<Double>(count: 2)
    let reference = solver.solve(b, with: DenseOperator(diagonal: [1, 3]).apply)
    let bad = solver.solve(b, from: Vector([.nan, 1]), with: DenseOperator(diagonal: [1, 3]).apply)
    #expect(bad.warmFactor == 0 && bad.quadraticStart == 0)
    #expect(bad.outcome == reference.outcome && bad.iterations == reference.iterations)
    #expect(solver.iterates.last!.direction.isFinite)
    let downhill = solver.solve(b, from: Vector([0.0, -1]), with: DenseOperator(diagonal: [1, -3]).apply)
    #expect(downhill.warmFactor == 0)
  }

  @Test("follow M⁻¹b for a given length when the very first direction has no positive curvature", arguments: [-1.0, 0])
  func negativeAtOnce(curvature: Double) {
    let b = [3.0, 4]
    var solver = ConjugateGradient<Double>(count: 2)
    let system = DenseOperator(diagonal: [curvature, curvature])
    var report = solver.solve(Vector(b), fallbackLength: 2.5, with: system.apply)
    #expect(report.outcome == .nonPositiveCurvature)
    #expect(report.iterations == 0)
    #expect(solver.iterates.count == 1)
    expectClose(solver.iterates[0].direction.elements, [1.5, 2], tolerance: 1e-15)
    expectClose(solver.iterates[0].quadratic, 0.5 * curvature * 6.25 - 12.5, tolerance: 1e-14)

    var preconditioner = DiagonalPreconditioner<Double>(diagonal: Vector([1, 4]))
    report = solver.solve(
      Vector(b), preconditioner: &preconditioner, fallbackLength: 1, with: system.apply)
    let M⁻¹b = [3.0, 1].map { $0 / 10.0.squareRoot() }
    expectClose(solver.iterates[0].direction.elements, M⁻¹b, tolerance: 1e-15)
    expectClose(
      solver.iterates[0].quadratic, 0.5 * curvature - b.dot(M⁻¹b), tolerance: 1e-14, "q of the preconditioned step")
  }

  @Test("keep the iterate reached when non-positive curvature comes later")
  func negativeLater() {
    // 2-dimensional and indefinite: if the first direction has positive curvature, the second cannot (Sylvester).
    let system = DenseOperator(diagonal: [2, -1])
    var solver = ConjugateGradient<Double>(count: 2)
    let report = solver.solve(Vector([1.0, 0.5]), fallbackLength: 9, with: system.apply)
    #expect(report.outcome == .nonPositiveCurvature)
    #expect(report.iterations == 1)
    #expect(solver.iterates.last!.iteration == 1)
    expectClose(solver.iterates.last!.direction.elements, [1.25 / 1.75, 0.5 * 1.25 / 1.75], tolerance: 1e-15)
  }

  @Test("keep the warm start when it is all there is before non-positive curvature")
  func negativeAfterWarmStart() {
    var solver = ConjugateGradient<Double>(count: 2)
    let report = solver.solve(
      Vector([1.0, 0.5]), from: Vector([1.0, 0]), fallbackLength: 9, with: DenseOperator(diagonal: [2, -1]).apply)
    #expect(report.outcome == .nonPositiveCurvature)
    #expect(report.warmFactor == 0.5)
    #expect(solver.iterates.count == 1)
    #expect(solver.iterates[0].iteration == 0)
    #expect(solver.iterates[0].direction.elements == [0.5, 0])
    #expect(solver.iterates[0].quadratic == -0.25)
  }

  @Test("stop with the last good iterate when a product overflows", arguments: [1, 2, 4, 8], [Double.nan, .infinity])
  func overflow(call: Int, value: Double) {
    let n = 30
    let system = DenseOperator(diagonal: Dense.spectrum(n, condition: 1e4))
    var solver = ConjugateGradient<Double>(count: n)
    let report = solver.solve(Vector(repeatElement(1.0, count: n))) { v, product in
      system.apply(v, &product)
      if system.uses == call { product[3] = value }
    }
    #expect(report.outcome == .notFinite)
    #expect(report.iterations == call - 1)
    #expect(solver.iterates.last?.iteration == (call > 1 ? call - 1 : nil))
    #expect((solver.iterates.count == 0) == (call == 1))
    #expect((0..<solver.iterates.count).allSatisfy { solver.iterates[$0].direction.isFinite })
    #expect(solver.quadratics.allSatisfy { $0.isFinite })
  }

  @Test("stop before an iterate that overflows in Float")
  func overflowInFloat() {
    // α = 10³⁸ ‖b‖² / ‖b‖² is beyond Float once multiplied by b.
    var solver = ConjugateGradient<Float>(count: 2)
    let report = solver.solve(Vector([100, 100])) { v, product in
      product.copy(v)
      product.scale(1e-38)
    }
    #expect(report.outcome == .notFinite)
    #expect(report.iterations == 0)
    #expect(solver.iterates.count == 0)
  }

  @Test("say so when the right-hand side is not finite or the preconditioner not positive")
  func badInput() {
    var solver = ConjugateGradient<Double>(count: 2)
    let identity = DenseOperator(diagonal: [1, 1])
    #expect(solver.solve(Vector([.nan, 1]), with: identity.apply).outcome == .notFinite)
    #expect(solver.iterates.count == 0)
    var preconditioner = DiagonalPreconditioner<Double>(diagonal: Vector([1, -1]))
    let report = solver.solve(
      Vector([1, 2]), preconditioner: &preconditioner, with: identity.apply)
    #expect(report.outcome == .indefinitePreconditioner)
    #expect(identity.uses == 0)
  }
}
