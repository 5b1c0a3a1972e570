import Optimization
import SequenceData
import TestSupport
import Testing
import Training

/// Runs that stop early.
@Suite("Patience")
struct PatienceTests {
  /// A run whose validation scores rise and fall at random: nothing is learned at such a rate, and every look is at fresh
  /// sequences.
  private static func idle(_ patience: Int?) throws -> ExperimentConfiguration {
    try Small.firstOrder("addition", .sgd) {
      ($0["learning-rate"], $0["updates-per-step"]) = (1e-12, 1)
      ($0.validationBatch, $0.patience, $0.iterations) = (20, patience, 300)
    }
  }

  /// The step with the best validation score among rows, looked for once more: fewest wrong, then the least loss, the first
  /// of equals.
  private static func best(of rows: some Sequence<HistoryRow>, length: Int) -> Int? {
    rows.filter { $0.length == length }.min {
      ($0.validation.wrong ?? 0, $0.validation.loss) < ($1.validation.wrong ?? 0, $1.validation.loss)
    }?.report.step
  }

  @Test("So many steps without a better score are a reason to stop, one fewer is none; what is found goes before")
  func rule() throws {
    let rule = StopRule(try Self.idle(7))
    #expect(rule.decision(RunStanding(), steps: 50, stepsSinceBest: 6) == .goOn)
    #expect(rule.decision(RunStanding(), steps: 50, stepsSinceBest: 7) == .stop(.patience))
    #expect(rule.decision(RunStanding(), steps: 300, stepsSinceBest: 6) == .stop(.iterations))
    #expect(rule.decision(RunStanding(), steps: 300, stepsSinceBest: 9) == .stop(.patience))
    var stalled = RunStanding()
    stalled.verdict = .stalled
    #expect(rule.decision(stalled, steps: 50, stepsSinceBest: 9) == .stop(.stalled))
    #expect(StopRule(try Self.idle(nil)).decision(RunStanding(), steps: 50, stepsSinceBest: .max) == .goOn)
  }

  @Test("A run stops just so many steps after its best, says which that was, and not before", arguments: [1, 3, 8])
  func stops(patience: Int) throws {
    let configuration = try Self.idle(patience)
    let trainer = try Trainer<Float>(configuration)
    let summary = try trainer.run()
    let rows = trainer.history
    let best = try #require(Self.best(of: rows, length: 10))
    #expect(summary.outcome == .patience && trainer.ending == .patience && summary.solved == false)
    #expect(summary.bestStep == best && trainer.state.best?.step == best && summary.stepsSinceBest == patience)
    #expect(rows.count == best + patience && rows.count < 300)
    for row in rows.dropLast() {
      let step = row.report.step
      let since = step - (Self.best(of: rows.prefix(step), length: 10) ?? 0)
      #expect(since < patience && row.notes.isEmpty, "step \(step)")
    }
    let steps = patience == 1 ? "1 step" : "\(patience) steps"
    #expect(rows.last?.notes == ["no better validation score for \(steps): that after step \(best) is the best"])
    let json = try JSONText.line(summary)
    #expect(json.contains("\"best_step\":\(best)") && json.contains("\"steps_since_best\":\(patience)"))
    #expect(json.contains("\"outcome\":\"patience\""))
  }

  @Test(
    "A run that is stored and goes on in the middle of its patience stops where the other does; with more it goes on")
  func resumes() throws {
    let scratch = try Scratch()
    let configuration = try Self.idle(6)
    let whole = try Trainer<Float>(configuration)
    try whole.run()
    let best = try #require(whole.state.best?.step)
    var short = configuration
    short.iterations = best + 3
    let first = try Trainer<Float>(short)
    #expect(try first.run().outcome == .iterations)
    try first.checkpoint.write(to: scratch.file("c.h5"))
    let second = try Trainer(Checkpoint<Float>(contentsOf: scratch.file("c.h5")), configuration: configuration)
    #expect(try second.run().outcome == .patience)
    #expect(second.history.count == best + 6 && Bits.of(second.state) == Bits.of(whole.state))
    try second.checkpoint.write(to: scratch.file("c.h5"))
    // As stored it has ended, with more patience it has not, with less it has all the more.
    for (patience, steps) in [(6, best + 6), (2, best + 6), (7, best + 7)] {
      var configuration = configuration
      configuration.patience = patience
      let third = try Trainer(Checkpoint<Float>(contentsOf: scratch.file("c.h5")), configuration: configuration)
      #expect((third.ending == .patience) == (patience < 7))
      let hadBetter = try third.run().bestStep != best
      #expect(third.history.count == steps || patience == 7 && hadBetter)
    }
  }

  @Test("Steps at shorter lengths are none of those that count, on the way up and on a way back")
  func lengths() throws {
    let growing = try Small.configuration("temporal-order", length: 14) {
      ($0.lengthSchedule, $0.targetWrong, $0.gradientBatch) = ("10,12", 0.3, 400)
      ($0.patience, $0.iterations) = (1, 200)
    }
    let trainer = try Trainer<Float>(growing)
    try trainer.run()
    let lengths = trainer.history.map(\.length)
    #expect(lengths.count { $0 < 14 } > 2 && lengths.last == 14, "\(lengths)")

    let wrecked = try #require(Situation.all.first { $0.testDescription == "a growth taken back" })
    // What comes about hangs on the last bits: where one seed does not bring a way back behind the best step, another does.
    for seed in [3] + Array(UInt64(101)...110) {
      var configuration = try wrecked.configuration()
      (configuration.seed, configuration.iterations, configuration.patience) = (seed, 60, 1000)
      let trainer = try Trainer<Float>(configuration)
      let summary = try trainer.run()
      guard let best = Self.best(of: trainer.history, length: 14) else { continue }
      let after = trainer.history.filter { $0.report.step > best }
      #expect(summary.bestStep == best && summary.stepsSinceBest == after.count { $0.length == 14 })
      if after.contains(where: { $0.length < 14 }) { return }
    }
    Issue.record("no run has gone back to a shorter length behind its best step")
  }

  @Test("A text stops early, too, and has then been trained")
  func text() throws {
    let scratch = try Scratch()
    _ = try SmallText.write([.train: 400, .validation: 60, .test: 100], to: scratch.file("t.h5"))
    var layer = SmallText.layer(scratch.file("t.h5"))
    (layer.patience, layer.iterations, layer["lambda"]) = (3, 200, 0.01)
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    let summary = try trainer.run()
    #expect(summary.outcome == .patience && summary.solved == nil)
    #expect(summary.outcome.explanation(.text) == "trained until the validation loss fell no more")
    #expect(trainer.history.count == (trainer.state.best?.step ?? 0) + 3)
    #expect(
      try Self.best(of: trainer.history, length: ExperimentConfiguration(layer).length) == trainer.state.best?.step)
  }
}
