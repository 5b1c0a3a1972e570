import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Solves against their iterations")
struct SolveCurvesTests {
  private static func configuration(_ change: (inout ConfigurationLayer) -> Void = { _ in }) throws
    -> ExperimentConfiguration
  {
    try Small.configuration("addition") {
      ($0.precision, $0.hidden, $0.gradientBatch, $0.curvatureBatch, $0.backtrackingBatch) = (.double, 3, 50, 12, 30)
      ($0.targetWrong, $0.iterations) = (1e-9, 3)
      change(&$0)
    }
  }

  /// The system of a step once more: dense, from sequences that are drawn again.
  private struct System {
    let (A, heldOutA): (Dense.Matrix, Dense.Matrix)
    let (b, heldOutG): ([Double], [Double])
    let heldOutLoss: ([Double]) -> Double

    init(_ trainer: Trainer<Double>, λ: Double, μ: Double) throws {
      let configuration = trainer.configuration
      let pool = WorkerPool(threads: 1)
      var stream = SequenceStream(trainer.data)
      stream.positions = trainer.state.standing.progress.positions
      let evaluator = BatchEvaluator(
        trainer.network, pool: pool, normalization: configuration.normalization, weightDecay: configuration.weightDecay)
      let θ = trainer.parameters
      func draw(_ count: Int) throws -> Batch<Double> {
        try Batch(stream.next(count, of: .train, lengths: [10], pool: pool).view, for: trainer.network)
      }
      let (gradient, curvature, heldOut) = (try draw(50), try draw(12), try draw(30))
      func slope(_ batch: Batch<Double>) -> [Double] {
        var g = Vector<Double>(count: θ.count)
        _ = evaluator.gradient(at: θ, over: batch, into: &g)
        return g.elements
      }
      func matrix(_ batch: Batch<Double>) -> Dense.Matrix {
        let linearization = evaluator.linearize(at: θ, over: batch)
        return (0..<θ.count).map { i in
          var column = Vector<Double>(count: θ.count)
          linearization.product(
            .gaussNewton, Vector([Double].unit(i, of: θ.count)),
            structural: StructuralTerm(configuration.structural, weight: λ * μ), into: &column)
          return column.elements.adding(λ, .unit(i, of: θ.count))
        }
      }
      (b, heldOutG) = (slope(gradient).scaled(-1), slope(heldOut))
      (A, heldOutA) = (matrix(curvature), matrix(heldOut))
      let start = evaluator.loss(at: θ, over: heldOut)
      heldOutLoss = { evaluator.loss(at: Vector(θ.elements.adding(1, $0)), over: heldOut) - start }
    }

    /// The iterates of conjugate gradients, by the textbook (Nocedal & Wright 2006, algorithm 5.2).
    func iterates(_ count: Int) -> [[Double]] {
      var (x, r, p) = (b.scaled(0), b, b)
      var all = [x]
      for _ in 0..<count {
        let Ap = Dense.apply(A, p)
        let α = r.dot(r) / p.dot(Ap)
        x = x.adding(α, p)
        let next = r.adding(-α, Ap)
        p = next.adding(next.dot(next) / r.dot(r), p)
        r = next
        all.append(x)
      }
      return all
    }
  }

  @Test("q after n iterations is the least that n products can reach; the held-out figures are those of the same step")
  func exact() throws {
    let trainer = try Trainer<Double>(Self.configuration())
    try trainer.run()
    var options = SolveCurves.Options()
    (options.preconditioners, options.iterations, options.lambda) = ([.none], 10, 0.3)
    let solves = try trainer.solveCurves(options)
    let system = try System(trainer, λ: 0.3, μ: trainer.configuration.structuralWeight)
    let curve = try #require(solves.curves.first)
    #expect(curve.iterations == [0, 1, 2, 3, 5, 10] && !curve.isWarm && curve.outcome == .iterationCap)
    let minima = Dense.krylovMinima(
      system.A, system.b, from: system.b.scaled(0), preconditioner: system.b.map { _ in 1 }, count: 10)
    let iterates = system.iterates(10)
    for (place, i) in curve.iterations.enumerated() {
      expectClose(curve.quadratic[place], minima[i], tolerance: 1e-10 * (1e-3 + abs(minima[i])), "q after \(i)")
      let δ = iterates[i]
      let heldOut = system.heldOutG.dot(δ) + 0.5 * δ.dot(Dense.apply(system.heldOutA, δ))
      expectClose(
        curve.heldOutQuadratic[place], heldOut, tolerance: 1e-9 * (1e-3 + abs(heldOut)), "held out after \(i)")
      let change = system.heldOutLoss(δ)
      expectClose(curve.heldOutChange[place], change, tolerance: 1e-9, "loss after \(i)")
    }
    #expect(solves.gradientSequences == 50 && solves.curvatureSequences == 12 && solves.heldOutSequences == 30)
    #expect(solves.lambda == 0.3 && solves.curvature == "gauss-newton")
  }

  @Test("Whatever preconditions, and wherever it starts, the end is the minimum of the whole space")
  func end() throws {
    let trainer = try Trainer<Double>(Self.configuration())
    try trainer.run()
    #expect(trainer.optimizerState.hessianFree?.holdsWarmStart == true)
    var options = SolveCurves.Options()
    (options.preconditioners, options.iterations, options.lambda) = (PreconditionerKind.allCases, 300, 0.3)
    let solves = try trainer.solveCurves(options)
    let system = try System(trainer, λ: 0.3, μ: trainer.configuration.structuralWeight)
    let minimum = Dense.quadratic(system.A, system.b, Dense.solve(system.A, system.b))
    let names = PreconditionerKind.names.flatMap { [$0, "\($0), warm"] }
    #expect(solves.curves.map(\.name) == names)
    for curve in solves.curves {
      let last = try #require(curve.quadratic.last)
      expectClose(last, minimum, tolerance: 1e-8 * abs(minimum), curve.name)
      #expect((curve.quadratic[0] < 0) == curve.isWarm, "\(curve.name)")
      #expect(zip(curve.quadratic, curve.quadratic.dropFirst()).allSatisfy { $1 <= $0 + 1e-14 }, "\(curve.name)")
      #expect(curve.heldOutQuadratic.count == curve.iterations.count && curve.best != nil)
    }
    // λ and μ of the next step where none are given.
    options.lambda = nil
    options.preconditioners = [.none]
    let next = try trainer.solveCurves(options)
    #expect(next.lambda == trainer.checkpoint.lambda && next.mu == trainer.configuration.structuralWeight)
  }

  @Test("Looking leaves no trace: the run goes on as if nobody had")
  func noTrace() throws {
    let configuration = try Self.configuration { ($0.iterations, $0.curvature) = (6, .monteCarloFisher) }
    var short = configuration
    short.iterations = 3
    let (looked, other) = (try Trainer<Double>(short), try Trainer<Double>(configuration))
    try looked.run()
    let before = looked.state
    let first = try looked.solveCurves(SolveCurves.Options())
    #expect(Bits.of(looked.state) == Bits.of(before))
    let again = try looked.solveCurves(SolveCurves.Options())
    #expect(first.curves.map(\.quadratic) == again.curves.map(\.quadratic), "sampled matrices are the same again")
    let resumed = try Trainer(looked.checkpoint, configuration: configuration)
    _ = try resumed.solveCurves(SolveCurves.Options())
    try resumed.run()
    try other.run()
    #expect(Bits.of(resumed.state) == Bits.of(other.state))
  }

  @Test("The iterations looked at are 1, 2, 3, 5 times the powers of ten, and the last")
  func schedule() {
    for (most, expected) in [
      (1, [1]), (2, [1, 2]), (4, [1, 2, 3, 4]), (10, [1, 2, 3, 5, 10]), (30, [1, 2, 3, 5, 10, 20, 30]),
      (100, [1, 2, 3, 5, 10, 20, 30, 50, 100]), (120, [1, 2, 3, 5, 10, 20, 30, 50, 100, 120]),
    ] {
      var options = SolveCurves.Options()
      options.iterations = most
      #expect(options.schedule == expected)
    }
  }

  @Test("A method without λ needs one to be given")
  func withoutDamping() throws {
    let trainer = try Trainer<Double>(Small.firstOrder("addition", .adam) { ($0.precision, $0.hidden) = (.double, 3) })
    let error = Small.error { _ = try trainer.solveCurves(SolveCurves.Options()) }
    #expect(error?.description == "adam has no λ of its own: --lambda says with which one to solve")
    var options = SolveCurves.Options()
    (options.lambda, options.iterations) = (1, 5)
    #expect(try trainer.solveCurves(options).curves.map(\.name) == ["none", "kfac"])
  }
}
