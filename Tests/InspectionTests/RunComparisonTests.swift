import Foundation
import Inspection
import TestSupport
import Testing
import Training

@Suite("Runs side by side")
struct RunComparisonTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A run folder with steps of given minibatches, lengths, losses and shares.
  private func folder(
    _ name: String, _ steps: [(Double, Int, Double?, Double?)], choices: String = "cell: tanh", rest: String = ""
  ) throws -> String {
    let path = scratch.file(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    func json(_ value: Double?) -> String { value.map { "\($0)" } ?? "null" }
    let lines = steps.enumerated().map { number, step in
      """
      {"step": \(number + 1), "loss": 1, "validation_loss": \(json(step.2)), "validation_wrong": \(json(step.3)), \
      "minibatches": \(step.0), "forward_minibatches": 1, "seconds": \(step.0 / 2), "length": \(step.1)}

      """
    }
    try scratch.write(lines.joined() + rest, to: "\(name)/log.jsonl")
    try scratch.write("\(choices)\n", to: "\(name)/config.yaml")
    return path
  }

  @Test("Each axis has its place for every step")
  func axes() throws {
    let run = try RunRecord(try folder("run", [(10, 20, 3, 0.5), (30, 20, 2, 0.25), (60, 50, 1, 0)]))
    func horizontal(_ axis: RunAxis) -> [Double] {
      RunComparison([run], against: axis).picture.lineCharts[0].curves[0].points.map(\.x)
    }
    #expect(horizontal(.minibatches) == [10, 30, 60] && horizontal(.seconds) == [5, 15, 30])
    #expect(horizontal(.steps) == [1, 2, 3])
    #expect(horizontal(.work) == [200, 200 + 400, 200 + 400 + 1500])
  }

  @Test("Losses above, percentages of wrong sequences below; of a text bits alone")
  func charts() throws {
    let tasks = RunComparison(
      [try RunRecord(try folder("a", [(1, 9, 4, 0.5), (2, 9, nil, 0.25)]))], against: .steps)
    #expect(tasks.picture.lineCharts.map(\.isLogarithmic) == [true, false])
    let loss = tasks.picture.lineCharts[0].curves[0].points.map(\.y)
    #expect(loss[0] == 4 && loss[1].isNaN)
    #expect(tasks.picture.lineCharts[1].curves[0].points.map(\.y) == [50, 25])
    let text = RunComparison(
      [try RunRecord(try folder("b", [(1, 9, 2, nil)], choices: "window: 9"))], against: .steps)
    #expect(text.picture.lineCharts.count == 1 && text.runs[0].kind == .text)
    #expect(abs(text.picture.lineCharts[0].curves[0].points[0].y - 2 / M_LN2) < 1e-12)
    let nothing = RunComparison([try RunRecord(try folder("c", []))], against: .steps)
    #expect(nothing.picture.lineCharts.isEmpty)
  }

  @Test("Options that differ: what is left open holds its default, and what only one optimizer has is not compared")
  func options() throws {
    func run(_ name: String, _ choices: String) throws -> RunRecord {
      try RunRecord(try folder(name, [(1, 9, 1, 1)], choices: choices))
    }
    let runs = [
      try run("a", "optimizer: hf\nhidden: 10\nmu: 0.1\nweight-decay: 0.00002\ncurvature-batch: 50"),
      try run("b", "optimizer: adam\nhidden: 20\niterations: 5\nlearning-rate: 0.01"),
      try run("c", "optimizer: adam\nhidden: 10\nlearning-rate: 0.1\nrun-folder: c"),
    ]
    let comparison = RunComparison(runs, against: .steps)
    #expect(Set(comparison.differingOptions.map(\.name)) == ["optimizer", "hidden", "iterations", "learning-rate"])
    let words = comparison.differingOptions.map { option in
      comparison.choices(of: option).map { "\(option.name) \($0.value) \($0.runs.joined(separator: "+"))" }
    }.flatMap(\.self)
    #expect(
      Set(words) == [
        "hidden 10 a+c", "hidden 20 b", "optimizer hf a", "optimizer adam b+c", "iterations none a+c", "iterations 5 b",
        "learning-rate 0.01 b", "learning-rate 0.1 c",
      ])
    #expect(comparison.runs[0].differing["learning-rate"] == .some(nil))
    #expect(RunComparison([runs[0]], against: .steps).differingOptions.isEmpty)
  }

  @Test("Names leave out what all paths have in common")
  func names() throws {
    func names(_ folders: String...) throws -> [String] {
      RunComparison(try folders.map { try RunRecord(try folder($0, [(1, 9, 1, 1)])) }, against: .steps).runs.map(\.name)
    }
    #expect(try names("one") == ["one"])
    #expect(try names("x/seed-1", "x/seed-2") == ["seed-1", "seed-2"])
    #expect(try names("x/seed-1", "y") == ["x/seed-1", "y"])
    #expect(try names("x/a/seed-1", "x/b/seed-1") == ["a/seed-1", "b/seed-1"])
  }

  @Test("The runs of a series are in the order of their seeds, whatever else lies there")
  func series() throws {
    for seed in [10, 9, 1] { _ = try folder("series/seed-\(seed)", [(Double(seed), 9, 1, 1)]) }
    try scratch.write("not a seed", to: "series/seed-x")
    let runs = try RunRecord.all(in: scratch.file("series"))
    #expect(runs.map { $0.steps[0].minibatches } == [1, 9, 10])
    #expect(try RunRecord.all(in: scratch.file("series/seed-9") + "/").map(\.steps.count) == [1])
  }

  @Test("A line that is being written is left out; one that is no step is named")
  func lines() throws {
    let run = try RunRecord(try folder("run", [(1, 9, 1, 1), (2, 9, 1, 1)], rest: "{\"step\": 3, \"lo"))
    #expect(run.steps.map(\.step) == [1, 2] && run.summary == nil)
    let path = try folder("bad", [(1, 9, 1, 1)], rest: "[]\n")
    let error = #expect(throws: TrainingError.self) { try RunRecord(path) }
    #expect(error?.kind == .data && error?.description == "\(path)/log.jsonl: line 2 is no step of a run")
  }

  @Test(
    "Gaps, quotes and control characters do not stop gnuplot",
    .enabled(if: Gnuplot.isThere, Gnuplot.missing))
  func drawing() throws {
    let chart = LineChart(
      title: "it's `a` \"title\"\n", horizontal: "x", vertical: "y", isLogarithmic: true,
      curves: [
        .init("$(date)'", [(1, 1), (2, .nan), (3, -1), (4, 10)]), .init("nothing", []),
        .init("infinite", [(.infinity, 1)]),
      ])
    let text = try Picture([chart]).text(columns: 100, rows: 20)
    #expect(text.contains("it's `a` \"title\"") && text.contains("$(date)'"))
    #expect(!text.contains("\u{1B}"))
    let path = scratch.file("a.svg")
    try Picture([chart]).write(to: path, as: .svg)
    #expect(try scratch.text("a.svg").hasPrefix("<?xml"))
    let error = #expect(throws: TrainingError.self) {
      try Picture([chart]).write(to: scratch.file("no/a.svg"), as: .svg)
    }
    #expect(error?.kind == .writing)
    #expect(try Picture([]).text(columns: 80, rows: 20).allSatisfy(\.isWhitespace))
  }
}

extension Picture {
  /// Those of its charts that are lines.
  fileprivate var lineCharts: [LineChart] { charts.compactMap { $0 as? LineChart } }
}
