import LinearAlgebra
import Optimization
import TestSupport
import Testing

/// Line search Newton-CG (Nocedal & Wright 2006, algorithm 7.1), written down once more.
private enum NewtonCG {
  /// The point that was reached before the first direction without positive curvature, and the iterations that led to it; nil
  /// where the curvature was positive throughout.
  static func solve(_ B: Dense.Matrix, _ b: [Double]) -> (z: [Double], iterations: Int)? {
    var (z, r, d) = (b.scaled(0), b.scaled(-1), b)
    for j in 0..<(2 * b.count) {
      let Bd = Dense.apply(B, d)
      guard d.dot(Bd) > 0 else { return (z, j) }
      let α = r.dot(r) / d.dot(Bd)
      z = z.adding(α, d)
      let next = r.adding(α, Bd)
      guard next.norm > 1e-10 * b.norm else { return nil }
      d = next.scaled(-1).adding(next.dot(next) / r.dot(r), d)
      r = next
    }
    return nil
  }
}

/// f(x) = ¼ Σ (x_i² − c_i)² with its exact Hessian 3 x² − c, negative around a maximum at 0 that draws Newton's method.
private final class Wells: Objective {
  let c: [Double]
  init(_ c: [Double]) { self.c = c }

  var parameterCount: Int { c.count }

  func loss(at θ: Vector<Double>, on role: BatchRole) -> Double {
    zip(θ.elements, c).reduce(0) { $0 + 0.25 * ($1.0 * $1.0 - $1.1) * ($1.0 * $1.0 - $1.1) }
  }

  func gradient(at θ: Vector<Double>, on role: BatchRole, into gradient: inout Vector<Double>) -> Double {
    for i in c.indices { gradient[i] = (θ[i] * θ[i] - c[i]) * θ[i] }
    return loss(at: θ, on: role)
  }

  struct Hessian: CurvatureOperator {
    let diagonal: [Double]

    func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {
      for i in diagonal.indices { product[i] = diagonal[i] * v[i] }
    }
  }

  func linearize(at θ: Vector<Double>, on role: BatchRole) -> Hessian {
    Hessian(diagonal: zip(θ.elements, c).map { 3 * $0 * $0 - $1 })
  }

  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }
}

@Suite("Negative curvature")
struct NegativeCurvatureTests {
  @Test(
    "Conjugate gradients on an indefinite matrix end where algorithm 7.1 of Nocedal & Wright does, at a minimum of what they have seen",
    arguments: [1, 2, 7, 20], [1, 2, 3] as [UInt64])
  func indefinite(size: Int, seed: UInt64) throws {
    var random = TestGenerator(seed: seed)
    // A few negative eigenvalues, some smaller and some larger than the rest.
    let eigenvalues = Dense.spectrum(size, condition: 100).enumerated().map { $0 % 5 == 0 ? -0.3 * $1 : $1 }
    let A = Dense.symmetric(eigenvalues: eigenvalues, seed: seed)
    let b = random.vector(size)
    let expected = try #require(NewtonCG.solve(A, b))
    var options = ConjugateGradientOptions()
    (options.progressTolerance, options.iterationCap) = (0, 3 * size)
    var solver = ConjugateGradient<Double>(count: size, options: options)
    let report = solver.solve(Vector(b), fallbackLength: 0.75, with: DenseOperator(A).apply)
    #expect(report.outcome == .nonPositiveCurvature && report.iterations == expected.iterations)
    let last = try #require(solver.iterates.last)
    let z = expected.iterations == 0 ? b.scaled(0.75 / b.norm) : expected.z
    expectClose(last.direction.elements, z, relative: 1e-9, "the step")
    expectClose(last.quadratic, Dense.quadratic(A, b, z), tolerance: 1e-9 * abs(last.quadratic), "its q")
    #expect(last.direction.elements.dot(b) > 0 && last.quadratic < 0, "a direction of descent")
    let minima = Dense.krylovMinima(
      A, b, from: b.scaled(0), preconditioner: b.map { _ in 1 }, count: expected.iterations)
    for (i, minimum) in minima.enumerated() {
      expectClose(solver.quadratics[i], minimum, tolerance: 1e-9 * (1 + abs(minimum)), "q after \(i) iterations")
    }
  }

  @Test("Enough damping leaves no negative curvature, and the system is solved", arguments: [1, 2, 3] as [UInt64])
  func damped(seed: UInt64) throws {
    let A = Dense.symmetric(eigenvalues: [-2, -0.5, 1, 3, 10], seed: seed)
    let shifted = A.enumerated().map { i, row in row.enumerated().map { $1 + ($0 == i ? 2.5 : 0) } }
    var random = TestGenerator(seed: seed)
    let b = random.vector(5)
    var options = ConjugateGradientOptions()
    options.progressTolerance = 0
    var solver = ConjugateGradient<Double>(count: 5, options: options)
    let report = solver.solve(Vector(b), with: DenseOperator(shifted).apply)
    #expect(report.outcome != .nonPositiveCurvature)
    let last = try #require(solver.iterates.last)
    expectClose(last.direction.elements, Dense.solve(shifted, b), relative: 1e-10, "(A + λI)⁻¹ b")
  }

  @Test("With the exact Hessian a run leaves a maximum to which Newton's method goes, downhill all the way")
  func leavesMaximum() {
    let objective = Wells([1, 4, 0.25, 2])
    var θ = Vector([0.01, -0.02, 0.005, 0.03])
    // Newton: x ← x − g/h is nearer to 0.
    for (x, c) in zip(θ.elements, objective.c) { #expect(abs(x - (x * x - c) * x / (3 * x * x - c)) < 0.1 * abs(x)) }
    var options = HessianFreeOptions()
    options.initialLambda = 0.1
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: 4, options: options)
    var (losses, outcomes, λ) = ([objective.loss(at: θ, on: .gradient)], [ConjugateGradientOutcome?](), [0.1])
    for _ in 0..<80 where losses[losses.count - 1] > 1e-18 {
      let report = optimizer.step(&θ, objective: objective) {}
      outcomes.append(report.cgOutcome)
      losses.append(objective.loss(at: θ, on: .gradient))
      λ.append(optimizer.state.lambda)
    }
    #expect(outcomes.first == .nonPositiveCurvature && λ[1] > λ[0], "what is indefinite is damped more")
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 }, "\(losses)")
    #expect(losses[losses.count - 1] <= 1e-18, "\(losses)")
    for (x, c) in zip(θ.elements, objective.c) { expectClose(x * x, c, tolerance: 1e-8, "a minimum") }
  }
}
