import Optimization
import RecurrentNetworks
import SequenceData
import Testing
import Training

@Suite("Cost in minibatches")
struct CostTests {
  /// Products of a step, from what its report says: one a CG iteration, one to begin a warm start, one for each exact
  /// residual, one more where the last direction ended the solve.
  private func products(_ report: StepReport) -> Double {
    let interval = ConjugateGradientOptions().exactResidualInterval
    var count = report.cgIterations + report.cgIterations / interval + (report.warmStartHeld ? 1 : 0)
    if report.cgOutcome == .nonPositiveCurvature { count += 1 }
    return Double(count)
  }

  /// Runs five steps and compares the growth of the cost with `expected`.
  private func compare(
    _ task: String, length: Int = 10, _ change: (inout ConfigurationLayer) -> Void,
    expected: (StepReport, Double) -> Double
  ) throws {
    let configuration = try Small.configuration(task, length: length) {
      $0.gradientBatch = 5000
      $0.curvatureBatch = 500
      $0.iterations = 5
      $0.hidden = 6
      $0.targetWrong = 1e-9
      change(&$0)
    }
    let trainer = try Trainer<Float>(configuration)
    var before = 0.0
    let summary = try trainer.run { row in
      let spent = row.cost.minibatches - before
      let wanted = expected(row.report, products(row.report))
      #expect(abs(spent - wanted) < 1e-9, "step \(row.report.step): \(spent), expected \(wanted)")
      before = row.cost.minibatches
    }
    #expect(summary.minibatches == before)
    #expect(summary.iterations == 5)
  }

  @Test("A gradient on 5000 sequences is 5, a product on 500 is a half")
  func gradientAndProducts() throws {
    try compare("addition", { _ in }) { _, products in 5 + 0.5 * products }
  }

  @Test("Exact residuals are counted")
  func longSolve() throws {
    try compare(
      "addition",
      {
        $0["cg-iterations"] = 120
        $0["cg-tolerance"] = 0
        $0.gradientBatch = 300
        $0.curvatureBatch = 100
        $0["lambda"] = 1e-4
      }
    ) { report, products in 0.3 + 0.1 * products }
  }

  @Test("A pass over a fixed set that holds fewer than 1000 sequences is one")
  func fixedSet() throws {
    try compare("memorization-5", { $0["preconditioner"] = .word("none") }) { _, products in 1 + products }
  }

  @Test("A product by finite differences is two gradients, and structural damping one pass more")
  func finiteDifferences() throws {
    try compare(
      "addition",
      {
        $0.curvature = .finiteDifference
        $0["mu"] = 0
      }
    ) { _, products in 5 + 0.5 * 2 * products }
    try compare("addition", { $0.curvature = .finiteDifference }) { _, products in 5 + 0.5 * 3 * products }
  }

  @Test(
    "A preconditioner is one pass over the curvature batch, with whole sequences two; structural damping in it is as many more, over some 128 sequences at least",
    arguments: [
      (PreconditionerKind.martens, 1.0, 0.0), (.jacobi, 1, 0), (.kfac, 1, 1), (.ekfac, 2, 2), (.dual, 1, 2),
    ])
  func preconditioners(kind: PreconditionerKind, passes: Double, structural: Double) throws {
    for μ in [0, 0.1] {
      try compare(
        "addition",
        {
          $0["preconditioner"] = .word(kind.rawValue)
          $0["mu"] = .number(μ)
          $0.curvatureBatch = 200
        }
      ) { _, products in 5 + 0.2 * (passes + (μ > 0 ? structural : 0) + products) }
    }
  }

  @Test("ρ on the curvature batch costs one gradient more there")
  func reductionBatch() throws {
    try compare("addition", { $0["rho-batch"] = "curvature" }) { _, products in 5 + 0.5 + 0.5 * products }
  }

  @Test(
    "Updates of a first-order step are gradients on small batches, and nothing else", arguments: OptimizerKind.allCases)
  func firstOrder(optimizer: OptimizerKind) throws {
    // One that asks for a curvature pays for it.
    guard optimizer.defaults is any StochasticOptions, optimizer.defaults.roles == [.gradient] else { return }
    func costs(_ task: String, _ batch: Int) throws -> [Cost] {
      let configuration = try Small.firstOrder(task, optimizer) {
        ($0.gradientBatch, $0["updates-per-step"], $0.validationBatch, $0.iterations) = (batch, 7, 40, 3)
      }
      let trainer = try Trainer<Float>(configuration)
      try trainer.run()
      if task == "addition" {
        let drawn = trainer.state.standing.progress.positions
        let expected: [Split: Int] = [.train: 21 * batch, .validation: 120]
        #expect(drawn == expected, "nothing else is drawn")
      }
      return trainer.history.map(\.cost)
    }
    let fresh = try costs("addition", 30)
    // To the last bit: sums of small batches do not drift.
    #expect(fresh.map(\.minibatches) == [0.21, 0.42, 0.63])
    #expect(fresh.map(\.forwardMinibatches) == [0.04, 0.08, 0.12])
    #expect(try costs("memorization-5", 100).map(\.minibatches) == [7, 14, 21], "all of a small set is one each")
  }

  @Test("Forward passes have a column of their own")
  func forward() throws {
    let configuration = try Small.configuration("addition") {
      $0.iterations = 1
      $0["line-search"] = "none"
    }
    let trainer = try Trainer<Float>(configuration)
    let summary = try trainer.run()
    // Curvature 60, loss of ρ on 200, validation 100, and so many of 50 as iterates were looked at: at least one.
    let rest = (summary.forwardMinibatches - 0.36) / 0.05
    #expect(rest > 0.99 && abs(rest - rest.rounded()) < 1e-9, "\(summary.forwardMinibatches)")
  }

  @Test("The budget ends a run after the step that exceeds it")
  func budget() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition") { $0.minibatches = 1 })
    var costs: [Double] = []
    let summary = try trainer.run { costs.append($0.cost.minibatches) }
    #expect(summary.outcome == .budget)
    #expect(costs.dropLast().allSatisfy { $0 < 1 } && costs.last! >= 1)
  }
}
