import Foundation
import TestSupport
import Testing

@Suite("recur compare", .serialized)
struct CompareTests {
  private let scratch: Scratch

  init() throws {
    func solved(_ command: String, _ options: String...) -> Fixture.Line {
      Fixture.Line(
        words: [
          command, "temporal-order", "--length", "12", "--hidden", "20", "--gradient-batch", "1000", "--threads", "1",
        ]
          + options, code: 0)
    }
    scratch = try Fixture.made(
      by: solved("repeat", "--seeds", "2", "--run-folder", "series"), solved("train", "--run-folder", "it's `one`")
    ).copied()
  }

  private func compare(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
    try Command(["compare"] + arguments, folder: scratch.path, environment: environment)
  }

  @Test("A table with a row a run, those of a series too, and all steps as JSON")
  func table() throws {
    let words = try compare("series/", "it's `one`")
    #expect(words.exitCode == 0, "\(words.errors)")
    let lines = words.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[1].contains("series/seed-1") && lines[3].contains("it's `one`"))
    #expect(lines[1...3].allSatisfy { $0.contains(" yes ") })
    #expect(lines[4...] == ["  options that differ", "  seed: 1 (series/seed-1, it's `one`), 2 (series/seed-2)"])
    let objects = try compare("series", "it's `one`", "--json").objects
    #expect(objects.compactMap { $0["name"] as? String } == ["series/seed-1", "series/seed-2", "it's `one`"])
    let differing = objects.map { $0["differing"] as? [String: String] }
    #expect(differing == [["seed": "1"], ["seed": "2"], ["seed": "1"]])
    let log = try scratch.text("series/seed-1/log.jsonl").split(separator: "\n")
    let steps = try #require(objects[0]["steps"] as? [[String: Any]])
    #expect(steps.count == log.count)
    let row = try #require(try JSONSerialization.jsonObject(with: Data(log[0].utf8)) as? [String: Any])
    #expect(steps[0]["minibatches"] as? Double == row["minibatches"] as? Double)
    #expect((objects[0]["summary"] as? [String: Any])?["solved"] as? Bool == true)
  }

  @Test("A run under way has no summary, and a last line that is being written is left out")
  func underWay() throws {
    try FileManager.default.removeItem(atPath: scratch.file("series/seed-1/summary.json"))
    let log = try scratch.text("series/seed-1/log.jsonl")
    try scratch.write(log + log.prefix(30), to: "series/seed-1/log.jsonl")
    let words = try compare("series/seed-1")
    #expect(words.exitCode == 0 && words.output.contains("not yet"), "\(words.output)\(words.errors)")
    #expect(
      try (compare("series/seed-1", "--json").objects[0]["steps"] as? [Any])?.count == log.split(separator: "\n").count)
  }

  @Test(
    "Pictures of every kind, whatever the runs are called", .enabled(if: Gnuplot.isThere, Gnuplot.missing),
    arguments: ["svg", "png", "pdf"])
  func pictures(format: String) throws {
    let signature = ["svg": "<?xml", "png": "\u{89}PNG", "pdf": "%PDF-"][format]!
    let drawn = try compare("series", "it's `one`", "--output", "a.\(format)", "--against", "work")
    #expect(drawn.exitCode == 0 && drawn.output.hasSuffix("a.\(format)\n"), "\(drawn.errors)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file("a.\(format)")))
    #expect(bytes.starts(with: signature.unicodeScalars.map { UInt8($0.value) }))
    if format == "svg" {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("it&apos;s `one`") || text.contains("it's `one`"))
      #expect(text.contains("passes × length") && text.contains("wrong sequences"))
    }
    let again = try compare("series", "--output", "a.\(format)")
    #expect(again.exitCode == 73 && again.errors.contains("--force"))
    #expect(try compare("series", "--output", "a.\(format)", "--force").exitCode == 0)
  }

  @Test("A terminal gets curves in characters", .enabled(if: Gnuplot.isThere && Terminal.isThere, Gnuplot.missing))
  func terminal() throws {
    let shown = try Terminal.run("\(Command.program.path) compare series", folder: scratch.path)
    #expect(shown.exitCode == 0 && shown.output.contains("wrong sequences") && shown.output.contains("+----"))
    #expect(!shown.output.contains("\\u{"), "what gnuplot writes besides is left out: \(shown.output)")
  }

  @Test("What is no run, and what cannot be drawn, is one sentence")
  func refusals() throws {
    try scratch.write("{\"step\": 1}\n", to: "odd.jsonl")
    try FileManager.default.createDirectory(atPath: scratch.file("bad"), withIntermediateDirectories: true)
    for name in ["config.yaml", "log.jsonl"] {
      try scratch.write(name == "log.jsonl" ? "{\"step\": 1}\n" : "length: 10\n", to: "bad/\(name)")
    }
    for (arguments, code, words) in [
      (["nowhere"], 66, "there is no run folder nowhere"),
      (["odd.jsonl"], 65, "should be the folder of a run, it is a file"),
      (["."], 66, "holds no run"), (["bad"], 65, "bad/log.jsonl: line 1 is no step of a run"),
      (["series", "--output", "a.gif"], 64, "should end in .svg, .png or .pdf, got 'a.gif'"),
      (["series", "--output", "no/a.svg"], 73, "there is no folder"), (["series", "--against", "luck"], 64, "luck"),
      ([], 64, "run"),
    ] as [([String], Int32, String)] {
      let command = try Command(["compare"] + arguments, folder: scratch.path)
      #expect(
        command.exitCode == code && command.errors.contains(words),
        "\(arguments): \(command.exitCode) \(command.errors)")
    }
    try scratch.write("{}", to: "series/seed-1/summary.json")
    #expect(try compare("series").errors.contains("summary.json is not the summary of a run"))
    let bare = try Command(
      ["compare", "it's `one`", "--output", "b.svg"], folder: scratch.path,
      environment: ["PATH": "/nowhere", "RECUR_BLAS_CORE": "keep"])
    #expect(bare.exitCode == 66 && bare.errors.contains("gnuplot, which is not installed"), "\(bare.errors)")
  }

  @Test("A run whose loss became infinite, and a text beside a task, each with its own score")
  func overflowAndText() throws {
    let wild = try Command(
      "train", "addition", "--length", "10", "--hidden", "8", "--optimizer", "sgd", "--activation", "relu",
      "--learning-rate", "1e18", "--clip-norm", "none", "--updates-per-step", "2", "--gradient-batch", "20",
      "--validation-batch", "20", "--iterations", "6", "--run-folder", "wild", folder: scratch.path)
    #expect(wild.exitCode == 1, "\(wild.errors)")
    #expect(try scratch.text("wild/log.jsonl").contains(#""loss":"Infinity""#))
    let steps = try #require(try compare("wild", "--json").objects[0]["steps"] as? [[String: Any]])
    #expect(steps.count == 6 && steps.contains { $0["loss"] == nil || $0["loss"] is NSNull })
    let text = try TextFolder.shared().scratch.file("run")
    let mixed = try compare("it's `one`", text)
    #expect(mixed.exitCode == 0, "\(mixed.errors)")
    let lines = mixed.output.split(separator: "\n")
    #expect(lines[0].hasSuffix("score  constant"))
    #expect(lines[1].contains(" % wrong") && lines[1].hasSuffix(" %"))
    #expect(lines[2].contains(" bits") && !lines[2].hasSuffix("%"))
  }
}
