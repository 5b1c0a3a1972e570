import HDF5
import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Exact steps on networks.
@Suite("Training by exact steps")
struct DualRunTests {
  @Test("lowers the loss of any cell, and solves a task", arguments: ["tanh", "lstm", "gru", "mrnn"])
  func learns(cell: String) throws {
    let trainer = try Trainer<Float>(
      Small.dual("temporal-order") {
        ($0.cell, $0.gradientBatch, $0.curvatureBatch, $0.backtrackingBatch) = (cell, 300, 200, 200)
        $0.iterations = 30
        ($0.targetWrong, $0.validationBatch) = (0.02, 300)
      })
    let summary = try trainer.run()
    #expect(summary.outcome == .solved, "\(trainer.history.map(\.validation.wrongShare))")
    #expect(trainer.history.allSatisfy { $0.report.figures["rows"] == 400 && $0.report.figures["trials"] ?? 0 > 1 })
  }

  @Test("takes the same steps whatever the memory, and counts the same cost")
  func memory() throws {
    func run(_ limit: String?) throws -> Trainer<Double> {
      let trainer = try Trainer<Double>(
        Small.dual("temporal-order", length: 12) {
          ($0.memoryLimit, $0.precision, $0.gradientBatch, $0.curvatureBatch) = (limit, .double, 200, 130)
          $0.iterations = 5
        })
      try trainer.run()
      return trainer
    }
    let whole = try run(nil)
    for limit in ["1", "200K", "900K"] {
      let slabs = try run(limit)
      #expect(slabs.parameters == whole.parameters, "\(limit)")
      #expect(slabs.history.map(\.cost) == whole.history.map(\.cost))
    }
  }

  @Test(
    "pays for a pass a row of a sequence and for structural damping, and for losses as forward passes",
    arguments: [("addition", 0.0, "diagonal"), ("temporal-order", 1, "diagonal"), ("addition", 2, "rotated")],
    [200, 350])
  func cost(of choice: (task: String, passes: Double, metric: String), sequences: Int) throws {
    let (task, passes, metric) = choice
    let trainer = try Trainer<Float>(
      Small.dual(task) {
        ($0.gradientBatch, $0.curvatureBatch) = (sequences, 200)
        ($0.backtrackingBatch, $0.validationBatch) = (300, 400)
        ($0["mu"], $0["metric"]) = (.number(passes > 0 ? 0.1 : 0), .word(metric))
      })
    let rank = task == "addition" ? 1.0 : 2
    var before = Cost()
    try trainer.run(until: StopRule(trainer.configuration, isRequested: { trainer.history.count == 4 }))
    for row in trainer.history {
      let trials = try #require(row.report.figures["trials"])
      #expect(row.report.figures["rows"] == 200 * rank)
      // Rows of all sequences make the gradient; of 350, 200 are chosen.
      let gradient = sequences > 200 ? 0.35 : 0
      expectClose(row.cost.minibatches - before.minibatches, 0.2 * (rank + passes) + gradient, tolerance: 1e-9, "rows")
      // The linearization, the loss before the step, those of the trials, the look at validation sequences, and a test.
      let test = row.notes.contains { $0.hasPrefix("test ") } ? 10.0 : 0
      let forward = 0.2 + 0.3 * (1 + trials) + 0.4 + test
      expectClose(row.cost.forwardMinibatches - before.forwardMinibatches, forward, tolerance: 1e-9, "losses")
      before = row.cost
    }
  }

  @Test(
    "is refused in one sentence for losses on several steps, other curvatures, and what belongs to other optimizers")
  func refusals() throws {
    func sentence(_ task: String = "addition", _ change: (inout ConfigurationLayer) -> Void = { _ in }) -> String {
      Small.error { _ = try Small.dual(task, change) }?.description ?? ""
    }
    for task in ["memorization-5", "memorization-20", "copy"] {
      #expect(
        sentence(task)
          == "--optimizer dual is for data with a loss on one step of each sequence, and \(task) has more: choose hf or kfac"
      )
    }
    #expect(
      sentence { $0.curvature = .hessian }
        == "--curvature should be gauss-newton or fisher with --optimizer dual, got hessian")
    #expect(sentence { $0.initialBatch = 61 } == "--initial-batch should be at most --gradient-batch 60, got 61")
    #expect(
      sentence { $0["rows-per-sequence"] = .count(1) } == "--rows-per-sequence should be at least 2, got 1")
    #expect(sentence { $0["warm-start"] = 0.1 }.hasPrefix("--warm-start is an option of Hessian-free optimization"))
  }

  @Test("is refused for a text, and for a file of sequences one of which has several scored steps")
  func files() throws {
    let scratch = try Scratch()
    func sentence(_ file: String) -> String {
      var layer = ConfigurationLayer()
      (layer.data, layer.optimizer, layer.hidden, layer.curvatureBatch) = (scratch.file(file), .dual, 5, 10)
      return Small.error { _ = try ExperimentConfiguration(layer) }?.description ?? ""
    }
    _ = try SmallText.write([.train: 4000, .validation: 400, .test: 400], to: scratch.file("t.h5"))
    #expect(sentence("t.h5").hasSuffix("and t has more: choose hf or kfac"))
    // 40 sequences whose last step is scored, then the same with one sequence of which two steps are.
    for others in [0, 1] {
      try File.replacing(scratch.file("d\(others).h5")) { file in
        let root = try file.root
        try root.attributes.set("format", to: "recur.dataset")
        try root.attributes.set("format_version", to: 1)
        try root.attributes.set("loss", to: "squared-error")
        let group = try root.createGroup(named: "train")
        try group.createDataset(named: "offsets", values: (0...40).map { Int64(3 * $0) })
        try group.createDataset(named: "inputs", values: (0..<120).map { Float($0 % 7) / 7 }, shape: [120, 1])
        try group.createDataset(named: "targets", values: (0..<120).map { Float($0 % 5) / 5 }, shape: [120, 1])
        try group.createDataset(
          named: "weights", values: (0..<120).map { $0 % 3 == 2 || ($0 == 4 && others == 1) ? 1 : 0 as Float })
      }
    }
    #expect(sentence("d1.h5").hasSuffix("and d1 has more: choose hf or kfac"))
    var layer = ConfigurationLayer()
    (layer.data, layer.optimizer, layer.hidden, layer.curvatureBatch) = (scratch.file("d0.h5"), .dual, 5, 10)
    (layer.backtrackingBatch, layer.validationBatch, layer.iterations) = (10, 10, 2)
    let trainer = try Trainer<Float>(ExperimentConfiguration(layer))
    try trainer.run()
    #expect(trainer.history.count == 2 && trainer.history.allSatisfy { $0.report.figures["rows"] == 10 })
  }

  @Test("says in one sentence what does not fit, before anything is allocated")
  func tooLarge() throws {
    let configuration = try Small.dual("temporal-order") { $0.curvatureBatch = 3_000_000 }
    let error = Small.error { try configuration.requireMemory(sharedBy: 1) }
    let words = error?.description ?? ""
    #expect(
      words.hasPrefix("work with the rows of --curvature-batch 3000000 (2 rows of "), "\(words)")
    #expect(words.contains("for each of 3000000 sequences) takes at least ") && words.contains(" may be had here"))
  }

  @Test("lets the batch of the gradient grow to what was chosen and no further, and that of the rows to less")
  func growth() throws {
    let trainer = try Trainer<Float>(
      Small.dual("addition") {
        ($0.initialBatch, $0.gradientBatch, $0.curvatureBatch, $0.iterations) = (4, 50, 20, 30)
      })
    try trainer.run()
    let rows = trainer.history.compactMap { $0.report.figures["rows"] }
    #expect(rows[0] == 4 && rows == rows.sorted() && Set(rows).isSubset(of: [4, 8, 16, 20]), "\(rows)")
    #expect(rows.last == 20, "\(rows)")
    let last = trainer.checkpoint.state.standing.progress.gradientBatch
    #expect(last > 20 && last <= 50)
  }

  @Test("takes fewer rows of a sequence than it has, and all where there is room for them")
  func rows() throws {
    for (count, expected) in [(2, 120.0), (3, 180), (9, 180)] {
      let trainer = try Trainer<Float>(
        Small.dual("temporal-order") { ($0["rows-per-sequence"], $0.iterations) = (.count(count), 3) })
      try trainer.run()
      #expect(trainer.history.allSatisfy { $0.report.figures["rows"] == expected })
    }
  }
}
