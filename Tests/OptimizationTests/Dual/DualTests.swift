import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Exact steps in the dual form")
struct DualTests {
  private static func problem(_ rows: Int, _ columns: Int) -> (J: [[Double]], y: [Double]) {
    var generator = TestGenerator(seed: UInt64(rows * 100 + columns))
    return (
      (0..<rows).map { _ in (0..<columns).map { _ in generator.normal() } }, (0..<rows).map { _ in generator.normal() }
    )
  }

  private func options(_ change: (inout DualOptions) -> Void = { _ in }) -> DualOptions {
    var options = DualOptions()
    options.gradientTolerance = 0
    change(&options)
    return options
  }

  /// The minimum of ½ ‖J x + r‖² / n + hᵀ x + ½ λ (x − s)ᵀ M (x − s), by elimination.
  private func primal(
    _ J: [[Double]], _ r: [Double], _ h: [Double], _ s: [Double], _ M: Dense.Matrix, _ λ: Double
  ) -> [Double] {
    let (n, m) = (Double(J.count), J[0].count)
    var A = M.map { $0.scaled(λ) }
    var b = Dense.apply(A, s).adding(-1, h)
    for (row, residual) in zip(J, r) {
      for i in 0..<m {
        b[i] -= row[i] * residual / n
        for j in 0..<m { A[i][j] += row[i] * row[j] / n }
      }
    }
    return Dense.solve(A, b)
  }

  private func gradient(_ J: [[Double]], _ r: [Double], _ h: [Double]) -> [Double] {
    zip(J, r).reduce(h) { $0.adding($1.1 / Double(J.count), $1.0) }
  }

  @Test(
    "are the minima of the damped quadratic, with momentum, weight decay and structural damping, whatever there are more of: rows or parameters",
    arguments: [(3, 8), (8, 3), (5, 5)], [nil, .diagonal, .rotated] as [StructuralMetric?])
  func minima(sizes: (Int, Int), metric: StructuralMetric?) {
    let (J, y) = Self.problem(sizes.0, sizes.1)
    let structural = Dense.symmetric(eigenvalues: (0..<sizes.1).map { 5 * Double($0 * $0) }, seed: 2)
    let μ = metric == nil ? 0 : 0.3
    // In the eigenbasis the whole of it is known.
    let M = structural.indices.map { i in
      structural.indices.map { j in
        (i == j ? 1 : 0) + (i == j || metric == .rotated ? μ * structural[i][j] : 0)
      }
    }
    for κ in [0, 0.05] {
      let model = LeastSquares<Double>(J, y, decay: κ)
      model.structural = structural
      var optimizer = DualOptimizer<Double>(
        parameterCount: sizes.1,
        options: options { ($0.momentum, $0.reach, $0.mu, $0.metric) = (0.7, 1, μ, metric ?? .rotated) })
      var θ = Vector((0..<sizes.1).map { 0.1 * Double($0) - 0.2 })
      for step in 1...3 {
        let (before, x) = (θ.elements, optimizer.state.direction.elements)
        let report = optimizer.step(&θ, objective: model)
        #expect(report.accepted && report.step == step && report.figures["rows"] == Double(sizes.0))
        let r = zip(J, y).map { $0.dot(before) - $1 }
        let expected = primal(J, r, before.scaled(κ), x.scaled(0.7), M, report.lambda + κ).scaled(report.alpha)
        let g = gradient(J, r, before.scaled(κ))
        expectClose(report.gradientNorm, g.norm, tolerance: 1e-12 * g.norm, "‖∇f‖")
        expectClose(θ.elements.adding(-1, before), expected, relative: 1e-9, floor: 1e-2, "step \(step), κ \(κ)")
        expectClose(optimizer.state.direction.elements, expected, relative: 1e-9, floor: 1e-2, "x")
      }
    }
  }

  @Test("choose λ by the loss of other sequences: small where these agree, large where they do not")
  func lambda() {
    let (J, y) = Self.problem(12, 6)
    for agrees in [true, false] {
      let others = agrees ? nil : y.map { 0.05 * $0 - 0.01 }
      let model = LeastSquares<Double>(J, y, others: others)
      var optimizer = DualOptimizer<Double>(parameterCount: 6, options: options { $0.momentum = 0 })
      var θ = Vector<Double>(count: 6)
      let report = optimizer.step(&θ, objective: model)
      if agrees {
        #expect(report.accepted && report.lambda == 1.0 / 16 && optimizer.state.lambda == 1.0 / 16)
      } else {
        #expect(report.lambda > 1 || !report.accepted)
      }
    }
  }

  @Test("that would raise the loss of other sequences are refused, λ grows, the momentum stays")
  func refused() {
    let (J, y) = Self.problem(6, 4)
    let model = LeastSquares<Double>(J, y, others: y.map { _ in 0 })
    var optimizer = DualOptimizer<Double>(parameterCount: 4, options: options())
    optimizer.state.direction = Vector([1, 0, 0, 0])
    var θ = Vector<Double>(count: 4)
    let report = optimizer.step(&θ, objective: model)
    #expect(report.outcome == .lineSearchFailed && θ == Vector(count: 4) && report.stepNorm == 0)
    #expect(optimizer.state.lambda == 16 && optimizer.state.direction == Vector([1, 0, 0, 0]))
    optimizer.respond(to: .overflow(times: 2))
    #expect(optimizer.state.lambda == 256)
  }

  @Test("that are refused one after the other do not let λ run away from what it was")
  func bounded() {
    let (J, y) = Self.problem(6, 4)
    var optimizer = DualOptimizer<Double>(parameterCount: 4, options: options())
    optimizer.state.usualLambda = 0.5
    for lambda in [8.0, 8, 8] {
      var θ = Vector<Double>(count: 4)
      #expect(!optimizer.step(&θ, objective: LeastSquares<Double>(J, y, others: y.map { _ in 0 })).accepted)
      #expect(optimizer.state.lambda == lambda)
    }
    // Where the length grows it is that at least.
    optimizer.state.usualLambda = 500
    optimizer.respond(to: .growth)
    #expect(optimizer.state.lambda == 500)
    optimizer.state.lambda = 1e9
    optimizer.respond(to: .growth)
    #expect(optimizer.state.lambda == 1e9)
  }

  @Test(
    "are the minima of a quadratic with the gradient of more sequences than have rows, whatever there are more of",
    arguments: [(3, 8), (8, 3)])
  func gradientOfMore(sizes: (Int, Int)) {
    let (J, y) = Self.problem(sizes.0, sizes.1)
    let κ = 0.05
    let model = LeastSquares<Double>(J, y, decay: κ)
    let others = y.map { 1.3 * $0 - 0.1 }
    model.gradientBatch = others
    var optimizer = DualOptimizer<Double>(
      parameterCount: sizes.1, options: options { ($0.momentum, $0.mu) = (0.7, 0) })
    var θ = Vector((0..<sizes.1).map { 0.1 * Double($0) - 0.2 })
    let identity = θ.elements.indices.map { i in θ.elements.indices.map { $0 == i ? 1.0 : 0 } }
    var accepted = 0
    for step in 1...3 {
      let (before, x) = (θ.elements, optimizer.state.direction.elements)
      let report = optimizer.step(&θ, objective: model)
      let r = zip(J, others).map { $0.dot(before) - $1 }
      let g = gradient(J, r, before.scaled(κ))
      expectClose(report.gradientNorm, g.norm, tolerance: 1e-12 * g.norm, "‖∇f‖")
      guard report.accepted else { continue }
      accepted += 1
      // Momentum that leads astray is left out.
      let steps = [x.scaled(0.7), x.scaled(0)].map {
        primal(J, r, before.scaled(κ), $0, identity, report.lambda + κ).scaled(report.alpha)
      }
      let taken = θ.elements.adding(-1, before)
      let nearest = steps.min { $0.adding(-1, taken).norm < $1.adding(-1, taken).norm } ?? []
      expectClose(taken, nearest, relative: 1e-9, floor: 1e-2, "step \(step)")
    }
    #expect(accepted > 0)
  }

  @Test("ask for larger batches after three steps that gain little on other sequences, once")
  func growth() {
    let (J, y) = Self.problem(6, 4)
    let model = LeastSquares<Double>(J, y, others: y.map { _ in 0 })
    var optimizer = DualOptimizer<Double>(parameterCount: 4, options: options())
    var asked: [Bool] = []
    for step in 1...7 {
      var θ = Vector<Double>(count: 4)
      #expect(!optimizer.step(&θ, objective: model).accepted && optimizer.steps == step)
      asked.append(optimizer.wantsLargerBatches)
    }
    #expect(asked == [false, false, true, false, false, true, false])
    // A step that gains what it promised takes one of them back.
    var θ = Vector<Double>(count: 4)
    optimizer.state.lambda = 1
    let report = optimizer.step(&θ, objective: LeastSquares<Double>(J, y))
    #expect(report.accepted && report.rho > 0.9 && optimizer.state.overfitted == 0)
  }

  @Test("report the decrease that the undamped model promised: on a quadratic of the same data it comes about")
  func promised() {
    let (J, y) = Self.problem(5, 7)
    for κ in [0, 0.2] {
      let model = LeastSquares<Double>(J, y, decay: κ)
      model.structural = Dense.symmetric(eigenvalues: (0..<7).map { 4 * Double($0) }, seed: 3)
      var optimizer = DualOptimizer<Double>(parameterCount: 7, options: options { $0.mu = 0.2 })
      var θ = Vector((0..<7).map { 0.3 - 0.1 * Double($0) })
      for _ in 0..<3 {
        let before = model.loss(at: θ, on: .curvature)
        let report = optimizer.step(&θ, objective: model)
        let after = model.loss(at: θ, on: .curvature)
        expectClose(report.quadratic, after - before, tolerance: 1e-12 * before, "q, κ \(κ)")
        expectClose(report.rho, 1, tolerance: 1e-6, "ρ")
      }
    }
  }

  @Test("ask for larger batches where λ is far above what it was")
  func shortSteps() {
    let (J, y) = Self.problem(5, 7)
    var optimizer = DualOptimizer<Double>(parameterCount: 7, options: options { ($0.momentum, $0.reach) = (0, 1) })
    (optimizer.state.usualLambda, optimizer.state.step) = (1e-3, 9)
    var counts: [Int] = []
    for _ in 0..<4 {
      var θ = Vector<Double>(count: 7)
      optimizer.state.lambda = 1
      #expect(optimizer.step(&θ, objective: LeastSquares<Double>(J, y)).accepted)
      counts.append(optimizer.state.overfitted)
    }
    // ¼ is 250 times as much, then 144, 91 and 58; the first ten steps do not count.
    #expect(counts == [0, 1, 2, 3] && optimizer.wantsLargerBatches)
    let mean = exp(0.6561 * log(1e-3) + 0.3439 * log(0.25))
    expectClose(optimizer.state.usualLambda ?? 0, mean, tolerance: 1e-12 * mean, "mean of λ")
  }

  @Test("do without a momentum that no λ makes up for")
  func withoutMomentum() {
    let J = [[1.0, 0, 0, 0], [0, 2, 0, 0]]
    let model = LeastSquares<Double>(J, [1, 1], decay: 0.05)
    var optimizer = DualOptimizer<Double>(parameterCount: 4, options: options())
    // Nothing to do with the data, and far from where the weight decay lets it go.
    optimizer.state.direction = Vector([0, 0, 1000, 0])
    var θ = Vector<Double>(count: 4)
    let report = optimizer.step(&θ, objective: model)
    #expect(report.accepted && optimizer.state.lambda <= 1 && report.figures["trials"] ?? 0 > 6)
    #expect(θ[2] == 0 && θ[0] > 0.5 && θ[1] > 0.25)
  }

  private func checkContinuation<Element: Scalar>(_: Element.Type) throws {
    let (J, y) = Self.problem(7, 9)
    let model = LeastSquares<Element>(J, y, decay: 0.01)
    var optimizer = DualOptimizer<Element>(parameterCount: 9, options: options())
    var θ = Vector<Element>(count: 9)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }
    let state = try JSONDecoder().decode(DualState<Element>.self, from: JSONEncoder().encode(optimizer.state))
    #expect(state == optimizer.state)
    var continued = DualOptimizer<Element>(state: state, options: options())
    var other = θ
    for _ in 0..<3 {
      optimizer.step(&θ, objective: model)
      continued.step(&other, objective: model)
    }
    #expect(θ == other && optimizer.state == continued.state)
  }

  @Test("continue to the bit from a state that has been written and read")
  func continuation() throws {
    try checkContinuation(Double.self)
    try checkContinuation(Float.self)
  }

  @Test("end where there is no gradient, and say what is missing where there are no rows")
  func ends() {
    let (J, _) = Self.problem(4, 3)
    var optimizer = DualOptimizer<Double>(parameterCount: 3, options: options())
    var θ = Vector<Double>(count: 3)
    #expect(optimizer.step(&θ, objective: LeastSquares<Double>(J, J.map { _ in 0 })).outcome == .converged)
    let rowless = LeastSquares<Double>(J, J.map { _ in 1 })
    rowless.hasRows = false
    #expect(optimizer.step(&θ, objective: rowless).outcome == .unsupported)
    typealias Other = LogisticRegression<Double>
    #expect(
      DualOptions().refusal(of: Other.Curvature.self, in: Other.self)?.description
        == "the optimizer dual works with rows of single sequences, which the curvature of this model does not provide: choose another one"
    )
    #expect(DualOptions().refusal(of: LeastSquares<Double>.Rows.self, in: LeastSquares<Double>.self) == nil)
  }
}
