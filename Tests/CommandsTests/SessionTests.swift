import DurableFiles
import Commands
import Foundation
import HDF5
import Inspection
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import Training

@Suite("Sessions and what they print")
struct SessionTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func printer(json: Bool = false, _ folder: RunFolder, _ configuration: ExperimentConfiguration) throws
    -> TrainPrinter
  {
    TrainPrinter(
      configuration, data: try ExperimentData(configuration), folder: folder,
      RunView(json: json, profile: false, plot: false))
  }

  @Test("A run says what it will do, a line a step, how it ended, and leaves its folder")
  func run() throws {
    let configuration = try Made.configuration { ($0.iterations, $0.runFolder) = (2, scratch.file("run")) }
    let trainer = try Trainer<Float>(configuration)
    let folder = try RunFolder(for: configuration)
    let printer = try printer(folder, configuration)
    var summary: RunSummary?
    let lines = try Console.recording {
      summary = try TrainingSession(trainer: trainer, folder: folder, reporter: printer).run()
    }
    #expect(summary?.outcome == .iterations && summary?.exitStatus == ExitStatus.failed)
    #expect(lines.output[0].hasPrefix("temporal-order, T = 12: "))
    #expect(lines.output[1].hasPrefix("5 tanh units × 1, ") && lines.output[1].hasSuffix(", float, 1 thread, seed 1"))
    #expect(
      lines.output[2].hasPrefix("recipe long-range, for long-range tasks: cell tanh, hidden 5, optimizer hf, "))
    #expect(lines.output[3].hasSuffix("solved below 1.00 % of 10000 fresh sequences"))
    #expect(lines.output[4].hasSuffix("(all kept); run folder \(scratch.file("run"))"))
    let header = try #require(lines.output.firstIndex { $0.hasPrefix("  step    train    valid ") })
    #expect(lines.output[header + 1].hasPrefix("     1 ") && lines.output[header + 2].hasPrefix("     2 "))
    #expect(lines.output[header + 3].hasPrefix("not solved within the steps asked for after 2 steps, "))
    #expect(lines.output.last == "checkpoint \(scratch.file("run"))/checkpoint.h5")
    #expect(scratch.exists("run/checkpoint.h5") && scratch.exists("run/summary.json"))
  }

  @Test("Advice is given once, on standard error, with what to do")
  func advice() throws {
    let configuration = try Made.configuration { $0.runFolder = scratch.file("run") }
    let printer = try printer(RunFolder(for: configuration), configuration)
    let lines = try Console.recording {
      for step in 1...15 { try printer.step(Made.row(step: step) { $0.cgOutcome = .iterationCap }) }
    }
    #expect(lines.output.count == 15)
    #expect(
      lines.errors == [
        "        advice: conjugate gradients have hit their cap for 10 steps: allow more --cg-iterations if rho is good, or a larger --lambda if it is small"
      ])
  }

  @Test("A step that was not taken says why; notes stand below it; JSON has neither")
  func notes() throws {
    let configuration = try Made.configuration { $0.runFolder = scratch.file("run") }
    let folder = try RunFolder(for: configuration)
    var row = Made.row { $0.outcome = .lineSearchFailed }
    row.notes = ["T grows to 30"]
    let (words, json) = (try printer(folder, configuration), try printer(json: true, folder, configuration))
    let lines = try Console.recording { try words.step(row) }
    #expect(lines.output.count == 2 && lines.output[1] == "        T grows to 30")
    #expect(lines.errors == ["        \(row.report.outcome.explanation)"])
    let objects = try Console.recording { try json.step(row) }
    #expect(objects.output == [try JSONText.line(row)] && objects.errors.isEmpty)
  }

  @Test("A series: a line for each run that ends, how often and at what cost")
  func series() throws {
    let configuration = try Made.configuration {
      ($0.iterations, $0.runFolder) = (40, scratch.file("series"))
    }
    let folder = try SeriesFolder(for: configuration, dataFile: nil)
    let printer = SeriesPrinter(configuration, folder: folder, seeds: [3, 4], jobs: 2, json: false)
    let first = try Made.summary(
      #""data_kind":"with-rule","solved":true,"wrong":0.004,"baseline_wrong":0.75,"outcome":"solved""#)
    var second = first
    (second.solved, second.outcome, second.wrong, second.seed) = (false, .budget, 0.2, 4)
    let lines = try Console.recording {
      printer.begin()
      try printer.ended(first, isNew: false)
      try printer.ended(second, isNew: true)
      printer.tell("seed 5: no")
      try printer.end(SeriesSummary([first, second], open: 1))
    }
    #expect(lines.errors == ["recur: seed 5: no"])
    #expect(
      lines.output.prefix(5) == [
        "temporal-order, T = 12: 5 tanh units × 1, hf, seeds 3 to 4",
        "2 at a time with 1 thread each, at most 40 steps, 100 passes; folder \(scratch.file("series"))",
        "  seed  solved   steps       passes  forward     time                 score     constant  tests",
        "     3     yes      40         81.5       30    75.0s          0.40 % wrong       75.0 %      0  from before",
        "     4      no      40         81.5       30    75.0s          20.0 % wrong       75.0 %      0  not solved within the budget of passes",
      ])
    #expect(lines.output[5].hasPrefix("solved from 1 of 2 seeds: 50.0 %, at 95 % confidence "))
    #expect(lines.output[6] == "1 still to end: the same command goes on with them")
    #expect(
      lines.output.dropFirst(7) == [
        "  over the successes   mean  least   most",
        "  passes               81.5   81.5   81.5",
        "  forward only           30     30     30",
        "  steps                  40     40     40",
        "  time                75.0s  75.0s  75.0s",
        "\(scratch.file("series"))/summary.json",
      ])
  }

  @Test("Two files: what is in one alone, what differs, and the verdict")
  func difference() throws {
    try File.replacing(scratch.file("a.h5")) {
      try $0.root.createDataset(named: "x", values: [1.0, 2, 3])
      try $0.root.createDataset(named: "old/y", values: [1.0])
      try $0.root.attributes.set("task", to: "addition")
    }
    try File.replacing(scratch.file("b.h5")) {
      try $0.root.createDataset(named: "x", values: [1.0, 2.5, 3])
      try $0.root.attributes.set("task", to: "xor\u{1B}")
    }
    let (a, b) = (scratch.file("a.h5"), scratch.file("b.h5"))
    let lines = try Console.recording {
      DifferencePrinter(try FileDifference(AdmittedFile(a), AdmittedFile(b))).print()
    }
    #expect(
      lines.output == [
        "- \(a)", "+ \(b)", "- /old: group and all below it (1), in the first alone",
        "  /@task: addition → xor\\u{1B}",
        "  array  differ  of  largest  relative  norm   at  first  second",
        "  /x          1   3      0.5       0.2   0.5  [1]    2.0     2.5",
        "they differ; 0 entries the same with all attributes",
      ])
    let same = try Console.recording { DifferencePrinter(try FileDifference(AdmittedFile(a), AdmittedFile(a))).print() }
    #expect(same.output.last == "no difference found: 4 entries the same with all attributes")
  }

  @Test("Runs side by side: a row for each")
  func comparison() throws {
    let configuration = try Made.configuration { ($0.iterations, $0.runFolder) = (1, scratch.file("run")) }
    let folder = try RunFolder(for: configuration)
    let printer = try printer(json: true, folder, configuration)
    _ = try Console.recording {
      _ = try TrainingSession(trainer: Trainer<Double>(configuration), folder: folder, reporter: printer).run()
    }
    let comparison = RunComparison([try RunRecord(scratch.file("run"))], against: .minibatches)
    let table = ComparisonRequest.table(comparison)
    #expect(
      table.header == [
        "run", "cell", "optimizer", "solved", "steps", "passes", "forward", "time", "held-out loss", "score",
        "constant",
      ])
    #expect(table.rows.count == 1 && table.rows[0][0...4] == ["run", "tanh", "hf", "no", "1"])
    #expect(table.rows[0][9].hasSuffix(" % wrong"))
  }
}
