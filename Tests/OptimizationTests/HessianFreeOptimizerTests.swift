import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("A Hessian-free step")
struct HessianFreeOptimizerTests {
  let n = 30
  let A: Dense.Matrix
  let b: [Double]
  let model: QuadraticObjective<Double>

  init() {
    A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 300), seed: 21)
    var random = TestGenerator(seed: 22)
    b = random.vector(n)
    model = QuadraticObjective(A, b)
  }

  func start() -> Vector<Double> { Vector(count: n) }

  @Test("of a fully solved quadratic is Newton's, damped by λ and λμ")
  func damped() {
    model.structural = (0..<n).map { Double($0 % 3) }
    var options = HessianFreeOptions()
    options.initialLambda = 2
    options.mu = 0.25
    options.conjugateGradient.progressTolerance = 0
    options.conjugateGradient.residualTolerance = 1e-13
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    var damped = A
    for i in 0..<n { damped[i][i] += 2 + 2 * 0.25 * model.structural[i] }
    let exact = Dense.solve(damped, b)
    expectClose(θ.elements, exact, tolerance: 1e-11)
    #expect(report.accepted && report.alpha == 1)
    #expect(report.step == 1 && report.lambda == 2 && report.mu == 0.25)
    expectClose(report.quadratic, Dense.quadratic(damped, b, exact), tolerance: 1e-12)
    expectClose(report.gradientNorm, b.norm, tolerance: 1e-14)
    expectClose(report.stepNorm, exact.norm, tolerance: 1e-11)
    #expect(report.loss == 0 && report.quadraticStart == 0 && report.warmFactor == 0 && !report.warmStartHeld)
    let decrease = Dense.quadratic(A, b, exact)
    expectClose(report.rho, decrease / Dense.quadratic(damped, b, exact), tolerance: 1e-11)
  }

  @Test("scales λμ with λ: the ratio is μ in every step")
  func structuralWeight() {
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    var lambdas: Set<Double> = []
    for _ in 0..<6 {
      model.forget()
      let report = optimizer.step(&θ, objective: model)
      lambdas.insert(report.lambda)
      #expect(Set(model.structuralWeights) == [report.lambda * report.mu])
      #expect(model.preparations == [.curvature])
    }
    #expect(lambdas.count > 1, "λ has changed")
  }

  @Test(
    "has ρ = 1 on a quadratic when the denominator is undamped, whichever batch it is taken on",
    arguments: ReductionBatch.allCases)
  func undamped(batch: ReductionBatch) {
    model.structural = (0..<n).map { Double($0 % 3) }
    model.curvatureBatch = b.map { 1.3 * $0 + 0.01 }
    for mu in [0, 0.5] {
      var options = HessianFreeOptions()
      options.mu = mu
      options.initialLambda = 1
      options.reductionBatch = batch
      options.reductionDenominator = .undamped
      var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
      var θ = start()
      for _ in 0..<3 { expectClose(optimizer.step(&θ, objective: model).rho, 1, tolerance: 1e-9) }
    }
  }

  @Test("takes the linear term of ρ from the curvature batch when that is the batch of ρ")
  func curvatureRatio() {
    model.curvatureBatch = b.map { 1.3 * $0 + 0.01 }
    var options = HessianFreeOptions()
    options.reductionBatch = .curvature
    options.initialLambda = 3
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    let δ = θ.elements
    let change = Dense.quadratic(A, model.curvatureBatch, δ)
    expectClose(report.rho, change / (change + 1.5 * δ.dot(δ)), tolerance: 1e-10)
    #expect(model.gradients == [.gradient, .curvature])
  }

  @Test("asks for no loss that it need not know")
  func evaluations() {
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.cgChosen == report.cgIterations && report.alpha == 1)
    #expect(model.gradients == [.gradient])
    // Two iterates, f(θ) for the line search, and f(θ + δ) for ρ.
    #expect(model.losses.filter { $0 == .backtracking }.count == 3)
    #expect(model.losses.filter { $0 == .gradient }.count == 1)
    #expect(model.losses.count == 4)

    model.forget()
    model.sharesBatches = true
    optimizer = HessianFreeOptimizer(parameterCount: n)
    θ = start()
    let shared = optimizer.step(&θ, objective: model)
    #expect(model.losses == [.backtracking, .backtracking], "one batch for everything: the two iterates alone")
    #expect(shared.rho == report.rho && shared.alpha == report.alpha)
  }

  @Test("computes no held-out loss twice")
  func heldOut() {
    var points: [[Double]] = []
    model.bend = { θ, role, value in
      guard role == .backtracking else { return value }
      points.append(θ.elements)
      return -Double(points.count <= 3 ? points.count : 0)
    }
    var options = HessianFreeOptions()
    options.conjugateGradient.heldOutPatience = 1
    options.conjugateGradient.progressTolerance = 0
    options.lineSearch = .none
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.cgOutcome == .heldOutLossRose)
    #expect(report.cgIterations == 11 && report.cgChosen == 9)
    #expect(points.count == 4 && Set(points).count == 4)
  }

  @Test("takes the chosen iterate but hands the last one on as warm start")
  func warmStart() {
    var options = HessianFreeOptions()
    options.conjugateGradient.iterationCap = 7
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var calls = 0
    model.bend = { _, role, value in
      guard role == .backtracking else { return value }
      calls += 1
      return -Double(calls)  // the walk goes all the way
    }
    var θ = start()
    let report = optimizer.step(&θ, objective: model)
    #expect(report.cgIterations == 7 && report.cgChosen == 5)
    let iterates = optimizer.conjugateGradient.iterates
    #expect(optimizer.state.direction == iterates[1].direction)
    #expect(optimizer.state.holdsWarmStart)
    model.bend = nil
    var expected = start()
    expected.add(report.alpha, iterates[0].direction)
    #expect(report.accepted)
    #expect(θ == expected)
    let w = optimizer.state.direction.elements.map { 0.95 * $0 }
    let next = optimizer.step(&θ, objective: model)
    #expect(next.warmStartHeld)
    let g = zip(Dense.apply(A, expected.elements), b).map { $0 - $1 }
    let wᵀAw = w.dot(Dense.apply(A, w)) + next.lambda * w.dot(w)
    expectClose(next.warmFactor, min(max(-w.dot(g) / wᵀAw, 0), 1), tolerance: 1e-12)
  }

  @Test(
    "follows M⁻¹g with the exponents of each preconditioner",
    arguments: PreconditionerKind.allCases.filter { ![.ekfac, .dual].contains($0) })
  func preconditioner(kind: PreconditionerKind) {
    model.squares = (0..<n).map { Double($0 * $0) }
    model.diagonal = (0..<n).map { Double(3 * $0) }
    model.decay = 0.25
    var options = HessianFreeOptions()
    options.preconditioner = kind
    options.initialLambda = 0.75
    options.conjugateGradient.iterationCap = 1
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: n, options: options)
    var θ = start()
    optimizer.step(&θ, objective: model)
    let direction = optimizer.conjugateGradient.iterates.last!.direction.elements
    func solved(_ factor: Double, _ shift: Double) -> [Double] {
      Dense.solve(A.indices.map { i in A.indices.map { factor * A[i][$0] + (i == $0 ? shift : 0) } }, b)
    }
    let expected: [Double]
    switch kind {
    case .none: expected = b
    // x^¾ = √x √√x
    case .martens:
      expected = b.indices.map {
        b[$0] / (Double($0 * $0 + 1).squareRoot() * Double($0 * $0 + 1).squareRoot().squareRoot())
      }
    case .jacobi: expected = b.indices.map { b[$0] / Double(3 * $0 + 1) }
    case .kfac: expected = solved(1, 1)
    default:
      // (A + π √λ) (1 + √λ / π) + κ, the other factor being 1.
      let (π, root) = ((A.indices.reduce(0) { $0 + A[$1][$1] } / Double(n)).squareRoot(), 0.75.squareRoot())
      expected = solved(1 + root / π, π * root * (1 + root / π) + 0.25)
    }
    let scale = direction.dot(expected) / expected.dot(expected)
    #expect(scale > 0)
    expectClose(
      direction, expected.map { scale * $0 }, tolerance: [.none, .martens, .jacobi].contains(kind) ? 1e-14 : 1e-12)
  }

  @Test("takes the same bits twice")
  func determinism() {
    func run() -> ([UInt64], Double) {
      let model = QuadraticObjective<Double>(A, b)
      var optimizer = HessianFreeOptimizer<Double>(parameterCount: n)
      var θ = start()
      for _ in 0..<8 { optimizer.step(&θ, objective: model) }
      return (θ.elements.map(\.bitPattern), optimizer.state.lambda)
    }
    #expect(run() == run())
  }

  @Test("with a preconditioner that the model cannot build is refused before a run, and no step is taken")
  func notProvided() {
    for kind in [PreconditionerKind.martens, .jacobi] {
      var options = HessianFreeOptions()
      options.preconditioner = kind
      let what = kind == .martens ? "squared gradients of single sequences" : "an estimate of its diagonal"
      let refusal = options.refusal(of: Rosenbrock<Double>.Hessian.self, in: Rosenbrock<Double>.self)
      #expect(
        refusal?.description
          == "the preconditioner \(kind) is built from \(what), which the curvature of this model does not provide: choose another one, or none"
      )
      #expect(options.refusal(of: QuadraticCurvature<Double>.self, in: QuadraticObjective<Double>.self) == nil)
      var optimizer = HessianFreeOptimizer<Double>(parameterCount: 2, options: options)
      var θ = Vector<Double>([-1.2, 1])
      let report = optimizer.step(&θ, objective: Rosenbrock<Double>())
      #expect(report.outcome == .unsupported && report.outcome.isFinal && !report.accepted)
      #expect(θ == Vector([-1.2, 1]) && optimizer.state.lambda == options.initialLambda)
    }
    let plain = HessianFreeOptions()
    #expect(plain.refusal(of: Rosenbrock<Double>.Hessian.self, in: Rosenbrock<Double>.self) == nil)
  }
}
