import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Batches that grow")
struct BatchGrowthTests {
  private static func configuration(
    _ task: String = "addition", _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    try Small.configuration(task) {
      ($0.precision, $0.hidden, $0.gradientBatch, $0.curvatureBatch, $0.initialBatch) = (.double, 5, 400, 100, 40)
      ($0.targetWrong, $0.iterations) = (1e-9, 12)
      change(&$0)
    }
  }

  /// The sequences of the batch to which a row says that gradients have grown.
  private static func grown(_ row: HistoryRow) -> Int? {
    row.notes.lazy.compactMap { $0.wholeMatch(of: /noise in the gradient: batches grow to (\d+) sequences/) }.first
      .flatMap { Int($0.1) }
  }

  @Test(
    "The test asks for as many sequences as make the noise half the gradient, at most twice as many as there were",
    arguments: [
      // V, ‖g‖², now, most, then: 4 V / ‖g‖² by the definition.
      (10.0, 1.0, 40, 1000, 40), (10.1, 1, 40, 1000, 41), (15, 1, 40, 1000, 60), (50, 1, 40, 1000, 80),
      (50, 1, 40, 70, 70), (15, 1, 40, 50, 50), (15, 0, 40, 1000, 80), (-3, 1, 40, 1000, 40), (0, 0, 40, 1000, 40),
      (.infinity, 1, 40, 1000, 40), (.nan, 1, 40, 1000, 40), (1, .nan, 40, 1000, 40), (1, .infinity, 40, 1000, 40),
      (1e300, 1e-300, 7, 8, 8), (1, 1, 400, 100, 100),
    ])
  func rule(variance: Double, squaredNorm: Double, now: Int, most: Int, then: Int) {
    let test = NormTest(variance: variance, squaredNorm: squaredNorm)
    #expect(test.sequences(after: now, atMost: most) == then)
  }

  @Test(
    "The first test is that of gradients of single sequences, whatever the loss is divided by",
    arguments: [Normalization.sequence, .step], [0.0, 0.5])
  func variance(normalization: Normalization, weightDecay: Double) throws {
    var seen = (growth: false, none: false)
    // From nearly nothing to more than enough.
    for first in [1, 2, 3, 4, 6, 8, 12, 40] {
      // With many steps that carry loss the two divisors differ.
      let configuration = try Self.configuration(normalization == .step ? "memorization-20" : "temporal-order") {
        ($0.normalization, $0.weightDecay, $0.initialBatch, $0.iterations) = (normalization, weightDecay, first, 1)
      }
      let trainer = try Trainer<Double>(configuration)
      // The same sequences, one at a time, in the order of the roles.
      var stream = SequenceStream(trainer.data)
      let pool = WorkerPool(threads: 1)
      let evaluator = BatchEvaluator(trainer.network, pool: pool, normalization: normalization)
      func gradients(_ count: Int) throws -> [[Double]] {
        try (0..<count).map { _ in
          let set = try stream.next(1, of: .train, lengths: [10], pool: pool)
          var gradient = Vector<Double>(count: trainer.parameters.count)
          _ = evaluator.gradient(
            at: trainer.parameters, over: try Batch(set.view, for: trainer.network), into: &gradient)
          return gradient.elements
        }
      }
      let (ofGradient, ofCurvature) = (try gradients(first), try gradients(max(1, first / 4)))
      func mean(_ vectors: [[Double]]) -> [Double] {
        vectors.reduce(vectors[0].scaled(0)) { $0.adding(1 / Double(vectors.count), $1) }
      }
      // All sequences of this task score as many steps: the mean of the gradients is the gradient.
      let data = mean(ofGradient)
      let second = ofCurvature.reduce(0) { $0 + $1.dot($1) } / Double(ofCurvature.count)
      let decays = trainer.network.layout.blocks.flatMap { block in
        [Double](repeating: block.kind == .weight ? weightDecay : 0, count: block.count)
      }
      let g = data.indices.map { data[$0] + decays[$0] * trainer.parameters[$0] }
      let expected = NormTest(variance: second - data.dot(data), squaredNorm: g.dot(g)).sequences(
        after: first, atMost: 400)
      try trainer.run()
      #expect((Self.grown(trainer.history[0]) ?? first) == expected, "from \(first)")
      if expected > first { seen.growth = true } else { seen.none = true }
    }
    if normalization == .sequence { #expect(seen.growth, "no batch was too small") }
    #expect(seen.none, "every batch was too small")
  }

  @Test("Batches grow to what was chosen and no further, the curvature's with the gradient's, and are paid for")
  func growth() throws {
    let trainer = try Trainer<Double>(Self.configuration())
    var (size, spent, sizes) = (40, 0.0, [40])
    for row in try Self.rows(of: trainer) {
      let report = row.report
      let interval = ConjugateGradientOptions().exactResidualInterval
      let products = Double(report.cgIterations + report.cgIterations / interval + (report.warmStartHeld ? 1 : 0))
      // One pass more over the curvature batch is the test, while there is something to grow.
      let passes = products + (size < 400 ? 1 : 0)
      let expected = Double(size) / 1000 + passes * Double(max(1, 100 * size / 400)) / 1000
      expectClose(row.cost.minibatches - spent, expected, tolerance: 1e-9, "cost of step \(report.step)")
      spent = row.cost.minibatches
      if let grown = Self.grown(row) {
        #expect(grown > size && grown <= min(400, 2 * size))
        size = grown
        sizes.append(size)
      }
    }
    #expect(sizes.count > 2, "\(sizes)")
    #expect(trainer.checkpoint.state.standing.progress.gradientBatch == sizes[sizes.count - 1])
  }

  private static func rows(of trainer: Trainer<Double>) throws -> [HistoryRow] {
    try trainer.run()
    return trainer.history
  }

  @Test("Memory is planned for the largest batches; without a beginning of their own they are of one size")
  func memory() throws {
    let growing = try Trainer<Double>(Self.configuration())
    let fixed = try Trainer<Double>(Self.configuration { $0.initialBatch = nil })
    #expect(try growing.memoryPlan().bytes == fixed.memoryPlan().bytes)
    #expect(try growing.memoryPlan().interval == fixed.memoryPlan().interval)
    try fixed.run()
    #expect(fixed.history.allSatisfy { Self.grown($0) == nil })
    #expect(fixed.checkpoint.state.standing.progress.gradientBatch == 0)
    // From all of it there is nothing to grow to, and the steps are those of one size.
    let whole = try Trainer<Double>(Self.configuration { $0.initialBatch = 400 })
    try whole.run()
    #expect(Bits.of(whole.state) == Bits.of(fixed.state))
  }

  @Test("Windows of a text, too")
  func text() throws {
    let scratch = try Scratch()
    _ = try SmallText.write([.train: 4000, .validation: 400, .test: 400], to: scratch.file("t.h5"))
    var layer = SmallText.layer(scratch.file("t.h5"))
    (layer.initialBatch, layer.iterations) = (6, 6)
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    try trainer.run()
    let sizes = trainer.history.compactMap(Self.grown)
    #expect(!sizes.isEmpty && sizes.allSatisfy { $0 <= 60 } && sizes == sizes.sorted(), "\(sizes)")
  }

  @Test("A beginning beyond the end is refused, and a method without a curvature has none")
  func refusals() throws {
    #expect(
      Small.error { _ = try Self.configuration { $0.initialBatch = 401 } }?.description
        == "--initial-batch should be at most --gradient-batch 400, got 401")
    let error = Small.error { _ = try Small.firstOrder("addition", .adam) { $0.initialBatch = 10 } }
    #expect(error?.description.hasPrefix("--initial-batch is an option of ") == true, "\(error?.description ?? "")")
  }
}
