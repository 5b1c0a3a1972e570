import Commands
import Foundation
import Optimization
import SequenceData
import Testing
import Training

/// Figures of made-up runs.
enum Made {
  static func configuration(_ change: (inout ConfigurationLayer) -> Void = { _ in }) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.hidden, layer.threads) = ("temporal-order", 12, 5, 1)
    (layer.gradientBatch, layer.validationBatch, layer.minibatches) = (20, 50, 100)
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  static func row(
    step: Int = 7, loss: Double = 0.125, wrong: Int? = 250, seconds: Double = 30,
    _ change: (inout StepReport) -> Void = { _ in }
  ) -> HistoryRow {
    var report = StepReport(step: step, lambda: 0.1, mu: 0.03)
    (report.loss, report.rho, report.cgIterations, report.cgOutcome) = (loss, 0.84, 42, .relativeProgress)
    (report.cgChosen, report.alpha, report.gradientNorm, report.stepNorm) = (38, 0.8, 2.5, 0.5)
    change(&report)
    var cost = Cost()
    (cost.minibatches, cost.forwardMinibatches) = (25, 12)
    return HistoryRow(
      report: report, validation: Score(loss: 0.25, sequences: 1000, wrong: wrong), cost: cost, seconds: seconds,
      length: 12)
  }

  static func summary(_ fields: String) throws -> RunSummary {
    let json = """
      {"outcome":"iterations","task":"temporal-order","variant":"","length":12,"seed":3,"iterations":40,
      "minibatches":81.5,"forward_minibatches":30,"seconds":75,"sequences":1000,"tests":0,"checkpoint":"runs/a/checkpoint.h5",
      "loss":0.25,"baseline_loss":1.386,\(fields)}
      """
    return try JSONDecoder().decode(RunSummary.self, from: Data(json.utf8))
  }
}

/// Lines as they are without colors.
func plain(_ lines: [String]) -> [String] { lines.map { TextStyle.line($0, colors: false) } }

@Suite("How a run is shown")
struct RunTests {
  @Test("A step stands under the names of its columns")
  func stepLine() throws {
    let table = StepTable(try Made.configuration(), .judged)
    let lines = plain(
      table.header + [
        table.line(Made.row()),
        table.line(
          Made.row(step: 123_456, wrong: 0, seconds: 9000) {
            ($0.rho, $0.cgOutcome, $0.outcome) = (.infinity, .nonPositiveCurvature, .lineSearchFailed)
          }),
      ])
    #expect(
      lines == [
        "train: batch loss before a step; valid, wrong sequences: validation after it",
        "  step    train    valid   wrong     ρ       λ   CG     α passes   time   left",
        "     7    0.125     0.25  25.0 %  0.84     0.1   42   0.8     25  30.0s  90.0s",
        "123456    0.125     0.25  0.00 %  rose     0.1   42     -     25   2.5h   7.5h",
      ])
    // Where there is room, all of it is told.
    let wide = StepTable(try Made.configuration { $0.lengthSchedule = "10" }, .judged, width: 120)
    let names = wide.header.last?.split(separator: " ").joined(separator: " ")
    #expect(names == "step T train valid wrong ρ λ CG stopped by taken α passes time left")
    #expect(wide.line(Made.row()).contains(" 42 slow progress "))
  }

  @Test("The columns of values, of classes and of text; those that are the same in every step are left out")
  func columns() throws {
    func names(_ kind: DataKind, _ change: (inout ConfigurationLayer) -> Void = { _ in }) throws -> String {
      let table = StepTable(try Made.configuration(change), kind)
      return (table.header.last ?? "").split(separator: " ").joined(separator: " ")
    }
    #expect(try names(.judged) { $0.lengthSchedule = "10" } == "step T train valid wrong ρ λ CG passes time left")
    #expect(try names(.judged) { $0["line-search"] = "none" } == "step train valid wrong ρ λ CG taken passes time left")
    #expect(
      try names(.unjudged) { ($0.task, $0.optimizer) = ("addition", .hessianFree) }
        == "step train valid MSE R² ρ λ CG passes time left")
    #expect(
      try names(.unjudged) { $0.optimizer = .adam } == "step train valid wrong ‖grad‖ clipped rate passes time left")
    #expect(
      try names(.unjudged) { ($0.optimizer, $0["clip-norm"]) = (.adam, "none") }
        == "step train valid wrong ‖grad‖ ‖step‖ rate passes time left")
    let text = StepTable(try Made.configuration(), .text)
    #expect(text.header[0].hasPrefix("bits per window; train: batch before"))
    #expect(text.line(Made.row(loss: M_LN2)).hasPrefix("     7    1.000    0.361 "))
    var row = Made.row(wrong: nil)
    row.quality = Quality(.meanSquaredError, value: 0.5, constant: 2)
    let values = StepTable(try Made.configuration { $0.task = "addition" }, .unjudged)
    #expect(values.line(row).hasPrefix("     7    0.125     0.25      0.5  0.750 "))
    row.quality = Quality(.stepAccuracy, value: 0.75, constant: 0.5)
    #expect(StepTable(try Made.configuration(), .unjudged).line(row).hasPrefix("     7    0.125     0.25  25.0 % "))
  }

  @Test("A line fits 80 columns, whatever the optimizer, the data and the numbers", arguments: OptimizerKind.allCases)
  func width(optimizer: OptimizerKind) throws {
    for kind in DataKind.allCases {
      for (task, schedule) in [("addition", nil), ("addition", "10"), ("temporal-order", "10")] {
        let configuration = try Made.configuration {
          ($0.optimizer, $0.task, $0.lengthSchedule, $0.gradientBatch) = (optimizer, task, schedule, nil)
        }
        let table = StepTable(configuration, kind)
        let width = try #require(table.header.last).count
        #expect(width <= 80 && width > 60 && table.header[0].count <= 80, "\(optimizer) \(kind): \(table.header)")
        for value in [0.0, 1.23456e-10, -1.23456e-100, 123456.789, -9.87654321e200, .nan, .infinity] {
          var row = Made.row(step: 99_999, loss: value) { report in
            (report.lambda, report.rho, report.alpha, report.gradientNorm) = (value, value, value, value)
            (report.stepNorm, report.cgIterations, report.cgOutcome) = (value, 1000, .residual)
            report.firstOrder = FirstOrderFigures(updates: 50, learningRate: value, clippedShare: 1)
          }
          row.validation.loss = value
          row.quality = Quality(.meanSquaredError, value: value, constant: 1)
          row.cost.minibatches = 123_456.789
          #expect(plain([table.line(row)])[0].count == width, "\(table.line(row))")
        }
      }
    }
  }

  @Test("What is left is that of the budget that is spent first")
  func budgetLeft() throws {
    let row = Made.row()
    #expect(try StepTable.budgetLeft(row, Made.configuration()) == 90)
    #expect(try StepTable.budgetLeft(row, Made.configuration { $0.iterations = 14 }) == 30)
    #expect(try StepTable.budgetLeft(row, Made.configuration { $0.seconds = 40 }) == 10)
    #expect(try StepTable.budgetLeft(row, Made.configuration { $0.seconds = 20 }) == 0)
  }

  @Test("The verdict of a task")
  func verdict() throws {
    let data = try ExperimentData(Made.configuration())
    let baseline = Baseline(loss: 1.386, wrongShare: 0.75)
    let failed = try Made.summary(#""data_kind":"with-rule","solved":false,"wrong":0.2"#)
    #expect(
      plain(RunVerdict(failed, baseline: baseline, data: data).lines) == [
        "not solved within the steps asked for after 40 steps, 81.5 passes (and 30 forward only), 75.0s",
        "20.0 % of 1000 fresh validation sequences wrong, a constant predictor 75.0 %; loss 0.25 against 1.386",
        "checkpoint runs/a/checkpoint.h5",
      ])
    #expect(failed.exitStatus == ExitStatus.failed)
    var solved = failed
    (solved.outcome, solved.solved, solved.tests, solved.wrong, solved.sequences) = (.solved, true, 1, 0.004, 10_000)
    #expect(
      plain(RunVerdict(solved, baseline: baseline, data: data).lines) == [
        "solved after 40 steps, 81.5 passes (and 30 forward only), 75.0s",
        "the network has learned the task at length 12:",
        "0.40 % of 10000 fresh test sequences wrong, a constant predictor 75.0 %; loss 0.25 against 1.386",
        "checkpoint runs/a/checkpoint.h5",
      ])
    #expect(solved.exitStatus == ExitStatus.succeeded)
    var early = failed
    (early.outcome, early.bestStep, early.stepsSinceBest) = (.patience, 31, 9)
    #expect(
      plain(RunVerdict(early, baseline: baseline, data: data).lines) == [
        "not solved: no better validation score for the steps that --patience allows after 40 steps, 81.5 passes (and 30 forward only), 75.0s",
        "20.0 % of 1000 fresh validation sequences wrong, a constant predictor 75.0 %; loss 0.25 against 1.386",
        "step 31 did best, 9 steps before the end: evaluate, predict, sample and inspect take it, the last with --last",
        "checkpoint runs/a/checkpoint.h5",
      ])
    #expect(early.exitStatus == ExitStatus.failed)
    early.kind = .text
    #expect(early.exitStatus == ExitStatus.succeeded)
    #expect(
      plain(RunVerdict(early, baseline: baseline, data: data).lines)[0]
        == "trained until the validation loss fell no more, after 40 steps, 81.5 passes (and 30 forward only), 75.0s")
    var interrupted = failed
    interrupted.outcome = .interrupted
    #expect(
      RunVerdict(interrupted, baseline: baseline, data: data).lines.last
        == "checkpoint runs/a/checkpoint.h5, which holds the last finished step")
    #expect(interrupted.exitStatus == ExitStatus.interrupted)
  }

  @Test("The verdict of a text, and of data without a rule")
  func otherVerdicts() throws {
    let data = try ExperimentData(Made.configuration())
    let baseline = Baseline(loss: 2.0794, wrongShare: .nan)
    let text = try Made.summary(
      #""data_kind":"text","bits_per_character":1.75,"bits_per_byte":1.5,"characters":900,"whole_test":false"#)
    #expect(
      plain(RunVerdict(text, baseline: baseline, data: data).lines) == [
        "trained for 40 steps, 81.5 passes (and 30 forward only), 75.0s",
        "1.75 bits per character, 1.5 per byte on the first 900 characters of the test text, a constant predictor 3",
        "  --seconds were over before the test was: recur evaluate reads all of it",
        "validation loss 0.25 nats on 1000 fresh windows, a constant predictor 2.079",
        "checkpoint runs/a/checkpoint.h5",
      ])
    #expect(text.exitStatus == ExitStatus.succeeded)
    let regression = try Made.summary(
      #""data_kind":"without-rule","mean_squared_error":0.5,"baseline_mean_squared_error":2,"whole_test":true"#)
    #expect(
      plain(RunVerdict(regression, baseline: baseline, data: data).lines).dropFirst() == [
        "test loss 0.25 on 1000 sequences, a constant predictor 2.079",
        "mean squared error 0.5, a constant predictor 2; R² 0.750",
        "  of the best parameters met, as recur evaluate finds them",
        "checkpoint runs/a/checkpoint.h5",
      ])
  }

  @Test("The figure by which runs are compared")
  func score() throws {
    func words(_ fields: String) throws -> [String] {
      let score = RunScore(try Made.summary(fields))
      return [score.words, score.constant]
    }
    #expect(try words(#""solved":false,"wrong":0.2,"baseline_wrong":0.75"#) == ["20.0 % wrong", "75.0 %"])
    #expect(try words(#""solved":false"#) == ["-", "-"])
    #expect(try words(#""bits_per_character":1.75"#) == ["1.75 bits/char", "2"])
    #expect(try words(#""data_kind":"text""#) == ["0.3607 bits/char (valid.)", "2"])
    #expect(
      try words(#""data_kind":"without-rule","mean_squared_error":0.5,"baseline_mean_squared_error":2"#)
        == ["0.5 squared error", "2"])
    #expect(RunScore(wrong: 0.5, loss: 1, .judged).words == "50.0 % wrong")
    #expect(RunScore(wrong: nil, loss: 0.5, .unjudged).words == "0.5 loss (valid.)")
  }

  @Test("Where the time went")
  func profile() {
    var profile = RunProfile()
    profile.seconds = 10
    (profile[.gradient].seconds, profile[.gradient].calls) = (7.5, 3)
    (profile[.rest].seconds) = 2.5
    #expect(
      plain(ProfileTable.lines(profile)) == [
        "  where the time went  seconds    share  calls  ms a call",
        "  \(WorkKind.gradient.words.padding(toLength: 19, withPad: " ", startingAt: 0))    7.500   75.0 %      3   2500.000",
        "  \(WorkKind.rest.words.padding(toLength: 19, withPad: " ", startingAt: 0))    2.500   25.0 %      -          -",
        "  total                 10.000  100.0 %      -          -",
        "75.0 % of the time was inside passes through the network",
      ])
  }
}
