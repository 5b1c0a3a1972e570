import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("Conjugate gradients stop")
struct ConjugateGradientStopTests {
  /// So badly conditioned that nothing but the cap ends it when the test of progress is off.
  let hard = DenseOperator(diagonal: Dense.spectrum(400, condition: 1e8))
  static let ones = Vector<Double>(repeatElement(1, count: 400))

  @Test("where Martens' test is first met, by a second reading of the recorded values", arguments: [1e2, 1e4, 1e5])
  func relativeProgress(condition: Double) {
    let n = 300
    let system = DenseOperator(diagonal: Dense.spectrum(n, condition: condition))
    var options = ConjugateGradientOptions()
    options.iterationCap = 300
    var solver = ConjugateGradient<Double>(count: n, options: options)
    let report = solver.solve(Vector(repeatElement(1.0, count: n)), with: system.apply)
    #expect(report.outcome == .relativeProgress)
    let q = solver.quadratics
    let met = q.indices.first { i in
      let k = max(10, Int((Double(i) / 10).rounded(.up)))
      return i > k && q[i] < 0 && (q[i] - q[i - k]) / q[i] < Double(k) * 5e-4
    }
    #expect(report.iterations == met)
    #expect(report.iterations > 11, "the rule has had something to decide")
  }

  @Test("no earlier than after iteration 10, and look back a tenth of the way")
  func window() {
    let flat = Array(repeating: -1.0, count: 12)
    let test = ProgressTest(tolerance: 5e-4)
    #expect(!test.isMet(by: Array(flat.prefix(11))))
    #expect(test.isMet(by: flat))
    #expect([1, 100, 101, 110, 111, 300].map { ProgressTest.window(at: $0) } == [10, 10, 11, 11, 12, 30])
    #expect(!test.isMet(by: flat.map { -$0 }), "q has to be negative")
    // Progress of just more and just less than kε = 0.005 of the value.
    #expect(!test.isMet(by: [-0.99, -0.9949] + Array(repeating: -0.999, count: 9) + [-1]))
    #expect(test.isMet(by: [-0.99, -0.9951] + Array(repeating: -0.999, count: 9) + [-1]))
  }

  @Test("at the cap", arguments: [1, 4, 5, 120])
  func cap(_ cap: Int) {
    var options = ConjugateGradientOptions()
    options.iterationCap = cap
    options.progressTolerance = 0
    var solver = ConjugateGradient<Double>(count: 400, options: options)
    let report = solver.solve(Self.ones, with: hard.apply)
    #expect(report.outcome == .iterationCap)
    #expect(report.iterations == cap)
    #expect(report.products == cap + cap / 50, "one more product for every exact residual")
    #expect(solver.iterates.last?.iteration == cap)
  }

  @Test("at the relative residual asked for, and not before")
  func residual() {
    let n = 40
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 100), seed: 3)
    var random = TestGenerator(seed: 1)
    let b = random.vector(n)
    var options = ConjugateGradientOptions()
    options.progressTolerance = 0
    options.residualTolerance = 1e-5
    var solver = ConjugateGradient<Double>(count: n, options: options)
    let report = solver.solve(Vector(b), with: DenseOperator(A).apply)
    #expect(report.outcome == .residual)
    func residual(_ x: [Double]) -> Double {
      b.adding(-1, Dense.apply(A, x)).norm / b.norm
    }
    #expect(residual(solver.iterates.last!.direction.elements) <= 1.001e-5)
    expectClose(report.relativeResidual, residual(solver.iterates.last!.direction.elements), tolerance: 1e-10)
    options.iterationCap = report.iterations - 1
    options.residualTolerance = nil
    solver = ConjugateGradient(count: n, options: options)
    solver.solve(Vector(b), with: DenseOperator(A).apply)
    #expect(residual(solver.iterates.last!.direction.elements) > 1e-5)
  }

  @Test("when so many kept iterates are no better on held-out data", arguments: [1, 2, 3])
  func heldOut(patience: Int) {
    var options = ConjugateGradientOptions()
    options.heldOutPatience = patience
    options.progressTolerance = 0
    let cases: [([Double], stops: [Int])] = [
      ([5, 4, 3, 3.5, 2, 2.5, 4, 3], [11, 25, 32]), ([5, 4, .nan, 1, 2, 3, 2], [9, 19, 25]),
      ([.nan, .nan, .infinity], [5, 7, 9]), ([3, 3, 4, 4, 5], [7, 9, 11]),
    ]
    for (losses, stops) in cases {
      let stop = stops[patience - 1]
      var solver = ConjugateGradient<Double>(count: 400, options: options)
      var asked = 0
      let report = solver.solve(
        Self.ones,
        heldOutLoss: { _ in
          asked += 1
          return losses[asked - 1]
        }, with: hard.apply)
      #expect(report.outcome == .heldOutLossRose)
      #expect(report.iterations == stop)
      #expect(asked == solver.iterates.count)
      #expect(solver.iterates[0].heldOutLoss.map { $0.isNaN || $0 == losses[0] } == true)
    }
  }

  @Test("at once when there is nothing to solve", arguments: [false, true])
  func zero(warm: Bool) {
    var solver = ConjugateGradient<Double>(count: 400)
    let report = solver.solve(Vector(count: 400), from: warm ? Self.ones : nil, with: hard.apply)
    #expect(report.outcome == .rounding)
    #expect(report.iterations == 0)
    #expect(solver.iterates.count == 0)
    #expect(report.relativeResidual == 0)
  }

  @Test("and keep the iterates at ⌈5·1.3^j⌉ and the last")
  func kept() {
    var options = ConjugateGradientOptions()
    options.progressTolerance = 0
    options.iterationCap = 300
    var solver = ConjugateGradient<Double>(count: 400, options: options)
    solver.solve(Self.ones, with: hard.apply)
    let indices = (0..<solver.iterates.count).map { solver.iterates[$0].iteration }
    #expect(indices == [5, 7, 9, 11, 15, 19, 25, 32, 41, 54, 69, 90, 117, 152, 197, 256, 300])
    for position in 0..<solver.iterates.count {
      #expect(solver.iterates[position].quadratic == solver.quadratics[indices[position]])
    }
    options.iterationCap = 11
    solver = ConjugateGradient(count: 400, options: options)
    solver.solve(Self.ones, with: hard.apply)
    #expect((0..<solver.iterates.count).map { solver.iterates[$0].iteration } == [5, 7, 9, 11], "the last only once")
  }

  @Test("with a sentence for every outcome")
  func sentences() {
    let sentences = ConjugateGradientOutcome.allCases.map(\.explanation)
    #expect(Set(sentences).count == ConjugateGradientOutcome.allCases.count)
    #expect(sentences.allSatisfy { $0.count > 30 })
  }
}
