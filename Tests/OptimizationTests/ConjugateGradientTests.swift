import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("Conjugate gradients")
struct ConjugateGradientTests {
  /// Rounding of one q is below n ε ‖x‖‖b‖, and the error of an iterate enters q to second order at the minimum, but
  /// amplified by the condition number.
  static func tolerance(_ b: [Double], _ solution: [Double], condition: Double) -> Double {
    Double(b.count + 8) * condition * Double.ulpOfOne * b.norm * max(solution.norm, 1)
  }

  @Test(
    "reach at every iteration the minimum of q over the Krylov space, from zero and from elsewhere, with any diagonal",
    arguments: [1, 2, 3, 7, 24], [UInt64(1), 2, 3])
  func minima(n: Int, seed: UInt64) {
    // Mild: with a wide spectrum the last of n iterations lose conjugacy, in any implementation (Paige 1971).
    let condition = 6.0
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: condition), seed: seed)
    var random = TestGenerator(seed: seed + 100)
    let b = random.vector(n)
    let solution = Dense.solve(A, b)
    let tolerance = Self.tolerance(b, solution, condition: condition)
    let diagonal = random.vector(n, in: 0.5...2)
    let elsewhere = zip(solution, random.vector(n)).map { 0.5 * $0 + 0.2 * $1 }

    for M in [Array(repeating: 1.0, count: n), diagonal] {
      for start in [nil, elsewhere] {
        let system = DenseOperator(A)
        var solver = ConjugateGradient<Double>(count: n)
        var preconditioner = DiagonalPreconditioner<Double>(diagonal: Vector(M))
        let report = solver.solve(
          Vector(b), from: start.map { Vector($0) }, scaledBy: 0.95, preconditioner: &preconditioner,
          with: system.apply)
        let x0 = (start ?? Array(repeating: 0, count: n)).map { 0.95 * report.warmFactor * $0 }
        let minima = Dense.krylovMinima(A, b, from: x0, preconditioner: M, count: report.iterations)
        #expect(solver.quadratics.count == report.iterations + 1)
        expectClose(solver.quadratics, minima, tolerance: tolerance, "q of \(n) unknowns")
        #expect(report.products == system.uses)
        // c = wᵀb / wᵀAw with w = 0.95 δ_prev, between 0 and 1.
        let w = start?.scaled(0.95)
        let c = w.map { min(max($0.dot(b) / $0.dot(Dense.apply(A, $0)), 0), 1) } ?? 0
        expectClose(report.warmFactor, c, tolerance: w == nil ? 0 : 1e-12, "c")
        #expect(report.quadraticStart == solver.quadratics[0])
        for position in 0..<solver.iterates.count {
          let kept = solver.iterates[position]
          #expect(kept.quadratic == solver.quadratics[kept.iteration])
          let q = Dense.quadratic(A, b, kept.direction.elements)
          expectClose(kept.quadratic, q, tolerance: tolerance, "q of the kept iterate at \(kept.iteration)")
        }
      }
    }
  }

  @Test("record the q of the very iterate, at every iteration, however badly conditioned", arguments: [1e2, 1e5])
  func recorded(condition: Double) {
    let n = 24
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: condition), seed: 6)
    var random = TestGenerator(seed: 60)
    let (b, start) = (random.vector(n), random.vector(n))
    var options = ConjugateGradientOptions()
    options.progressTolerance = 0
    for cap in 1...60 {
      options.iterationCap = cap
      var solver = ConjugateGradient<Double>(count: n, options: options)
      solver.solve(Vector(b), from: Vector(start), with: DenseOperator(A).apply)
      let last = solver.iterates.last!
      if last.iteration < cap {
        #expect(cap > n, "solved to rounding, but not before iteration \(n)")
        break
      }
      let x = last.direction.elements
      // The residual of the recurrence drifts from the true one by a few roundings of A x an iteration.
      let drift = Double(4 * cap + n) * Double.ulpOfOne * condition * x.dot(x)
      expectClose(solver.quadratics[cap], Dense.quadratic(A, b, x), tolerance: drift, "q at \(cap)")
    }
  }

  @Test("need one step when the preconditioner is the matrix", arguments: [1, 2, 9, 33])
  func exactPreconditioner(n: Int) {
    let diagonal = Dense.spectrum(n, condition: 1e4)
    var random = TestGenerator(seed: 5)
    let b = random.vector(n)
    var options = ConjugateGradientOptions()
    options.residualTolerance = 1e-14
    var solver = ConjugateGradient<Double>(count: n, options: options)
    var preconditioner = DiagonalPreconditioner<Double>(diagonal: Vector(diagonal))
    let report = solver.solve(
      Vector(b), preconditioner: &preconditioner, with: DenseOperator(diagonal: diagonal).apply)
    #expect(report.iterations == 1)
    #expect(report.outcome == .residual)
    for (i, pair) in zip(b, diagonal).enumerated() {
      let exact = pair.0 / pair.1
      // Rounding of α, of M⁻¹b and of one addition, and the error of the two dot products that make α.
      expectClose(
        solver.iterates.last!.direction[i], exact, tolerance: Double(n + 4) * Double.ulpOfOne * abs(exact),
        "element \(i)")
    }
    if n > 1 {
      let plain = solver.solve(Vector(b), with: DenseOperator(diagonal: diagonal).apply)
      #expect(plain.iterations > 1, "without the preconditioner one step is not enough")
    }
  }

  @Test("accumulate in Double on Float vectors")
  func accumulation() {
    let n = 1 << 20
    let b = Vector<Float>(repeatElement(Float(0.1), count: n))
    var solver = ConjugateGradient<Float>(count: n)
    let report = solver.solve(b) { v, product in product.copy(v) }
    #expect(report.iterations == 1)
    let exact = -0.5 * Double(n) * Double(Float(0.1)) * Double(Float(0.1))
    // The elements of x carry a relative error of 2⁻²⁴ at most; a sum of 2²⁰ terms in Float is off by far more than 10⁻⁶.
    expectClose(solver.quadratics[1], exact, tolerance: 1e-6 * abs(exact))
  }

  @Test("solve in Float what Float can represent", arguments: [UInt64(1), 2])
  func single(seed: UInt64) {
    let n = 20
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 20), seed: seed)
    var random = TestGenerator(seed: seed)
    let b = random.vector(n).map { Double(Float($0)) }
    let minimum = Dense.quadratic(A, b, Dense.solve(A, b))
    var options = ConjugateGradientOptions()
    options.progressTolerance = 0
    var solver = ConjugateGradient<Float>(count: n, options: options)
    let report = solver.solve(Vector(b.map { Float($0) }), with: DenseOperator(A).apply)
    #expect(report.outcome == .rounding)
    expectClose(solver.quadratics.last!, minimum, tolerance: 20 * Double(n) * Double(Float.ulpOfOne) * abs(minimum))
  }

  @Test("give the same bits twice, and whatever the workspace has solved before")
  func determinism() {
    let n = 24
    let A = DenseOperator(Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 1e3), seed: 4))
    var random = TestGenerator(seed: 9)
    let b = Vector(random.vector(n))
    var used = ConjugateGradient<Double>(count: n)
    used.solve(Vector(random.vector(n)), with: A.apply)
    let again = used.solve(b, with: A.apply)
    var fresh = ConjugateGradient<Double>(count: n)
    let first = fresh.solve(b, with: A.apply)
    #expect(again == first)
    #expect(used.quadratics == fresh.quadratics)
    #expect(used.iterates.count == fresh.iterates.count)
    #expect(used.iterates.last!.direction == fresh.iterates.last!.direction)
  }
}
