import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Runs on data without a success rule")
struct OwnDataTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ arguments: [String]) throws -> Command {
    try Command(arguments, folder: scratch.path, environment: ["RECUR_BLAS_CORE": "keep"])
  }

  /// A file as any program may write it: 40 sequences of 5 steps under each loss, and no word on success.
  private func data(_ loss: String) throws {
    var generator = TestGenerator(seed: 11, case: 0)
    let (length, count) = (5, 40)
    try File.replacing(scratch.file("data.h5"), growing: .memory) { file in
      let root = try file.root
      try root.attributes.set("format", to: "recur.dataset")
      try root.attributes.set("format_version", to: 1)
      try root.attributes.set("loss", to: loss)
      for split in ["train", "validation", "test"] {
        let group = try root.createGroup(named: split)
        try group.createDataset(named: "offsets", values: (0...count).map { Int64($0 * length) })
        let inputs = (0..<count * length).map { _ in Float(Int.random(in: 0..<1000, using: &generator)) / 500 - 1 }
        try group.createDataset(named: "inputs", values: inputs, shape: [count * length, 1])
        if loss == "softmax" {
          let targets = try group.createDataset(named: "targets", values: inputs.map { UInt8($0 > 0.2 ? 1 : 0) })
          try targets.attributes.set("cardinality", to: 2)
        } else {
          let targets = inputs.map { loss == "logistic" ? ($0 > 0.2 ? 1 : 0) : 2 * $0 }
          try group.createDataset(named: "targets", values: targets, shape: [count * length, 1])
        }
      }
    }
  }

  @Test("The head of a run says what is random in training alone")
  func noise() throws {
    try data("softmax")
    let options = ["train", "data.h5", "--hidden", "4", "--iterations", "1", "--run-folder"]
    let plain = try run(options + ["plain"])
    let noisy = try run(options + ["noisy", "--dropout", "0.1", "--dropout-mask", "sequence", "--input-noise", "0.3"])
    #expect(plain.exitCode == 0 && !plain.output.contains("in training alone"))
    let expected =
      "\nin training alone: 10.0 % of outputs dropped, the same at every step of a sequence; noise of deviation 0.3 on features\n"
    #expect(noisy.exitCode == 0 && noisy.output.contains(expected), "\(noisy.output)\(noisy.errors)")
  }

  @Test(
    "They end with the test: loss, and mean squared error or accuracy, beside the constant predictor",
    arguments: [
      ("squared-error", "mean_squared_error", "mean squared error"), ("logistic", "accuracy", "accuracy, of outputs,"),
      ("softmax", "accuracy", "accuracy, of steps,"),
    ])
  func ends(loss: String, key: String, words: String) throws {
    try data(loss)
    let options = ["data.h5", "--recipe", "long-range", "--hidden", "4", "--iterations", "4"]
    let shown = try run(["train"] + options + ["--run-folder", "run"])
    #expect(shown.exitCode == 0 && !shown.output.contains("overflowed") && !shown.output.contains("bits"))
    #expect(shown.output.contains("\ntest loss ") && shown.output.contains("\n\(words) "), "\(shown.output)")
    let line = try #require(shown.output.split(separator: "\n").first { $0.hasPrefix(words) })
    #expect(line.contains(", a constant predictor ") && !line.hasSuffix("-"))

    let trained = try #require(try run(["train"] + options + ["--run-folder", "json", "--json"]).objects.last)
    let stored = try JSONSerialization.jsonObject(with: Data(scratch.text("json/summary.json").utf8)) as? [String: Any]
    let evaluated = try #require(try run(["evaluate", "json", "--json"]).objects.first)
    for object in [trained, try #require(stored), evaluated] {
      let value = try #require(object[key] as? Double)
      let constant = try #require(object["baseline_\(key)"] as? Double)
      #expect(loss == "squared-error" ? value < constant : value > constant, "\(value) against \(constant)")
      #expect(object["data_kind"] as? String == "without-rule" && object["solved"] is NSNull)
      #expect(object["loss"] as? Double == evaluated["loss"] as? Double && object["sequences"] as? Int == 40)
      #expect(value == evaluated[key] as? Double && object["bits_per_character"] as? Double == nil)
    }
    let resumed = try run(["resume", "run", "--iterations", "6"])
    #expect(resumed.exitCode == 0 && resumed.output.contains("\n\(words) "), "\(resumed.output)")
    let evaluation = try run(["evaluate", "run"])
    #expect(evaluation.output.contains(words) && evaluation.output.contains("do not say when a sequence is wrong"))

    let unit = loss == "squared-error" ? "squared error" : "right"
    let series = try run(["repeat"] + options + ["--seeds", "2", "--run-folder", "series"])
    #expect(series.exitCode == 0 && series.output.contains(" \(unit) ") && series.output.contains("test loss"))
    let table = try run(["compare", "series", "run"])
    #expect(table.output.matches(of: try Regex("\(unit) +[0-9.]+")).count == 3, "\(table.output)")
  }

  @Test(
    "A run on a file with a rule ends with the test of its best parameters, once: gone on with, it is not taken again")
  func test() throws {
    let task = ["--length", "12", "--train", "200", "--validation", "50"]
    for (name, test) in [("a.h5", "70"), ("b.h5", "0")] {
      let made = try run(["data", "task", "temporal-order"] + task + ["--test", test, "--output", name])
      #expect(made.exitCode == 0, "\(made.errors)")
    }
    let options = ["--hidden", "5", "--gradient-batch", "50", "--iterations", "2"]
    let trained = try run(["train", "a.h5"] + options + ["--run-folder", "run"])
    #expect(trained.exitCode == 1 && trained.output.contains(" of 70 test sequences wrong, a constant predictor "))
    #expect(
      trained.output.contains("\n  of the best parameters met, as recur evaluate finds them\n"), "\(trained.output)")
    func summary(_ run: String) throws -> [String: Any] {
      let object = try JSONSerialization.jsonObject(with: Data(scratch.text("\(run)/summary.json").utf8))
      return try #require(object as? [String: Any])
    }
    let evaluated = try #require(try run(["evaluate", "run", "--json"]).objects.first)
    let stored = try summary("run")
    #expect(stored["whole_test"] as? Bool == true && stored["tests"] as? Int == 1 && stored["solved"] as? Bool == false)
    for key in ["loss", "wrong", "sequences"] {
      #expect(stored[key] as? Double == evaluated[key] as? Double && stored[key] is NSNumber, "\(key)")
    }
    #expect(stored["best_step"] as? Int == evaluated["step"] as? Int)

    // What is there is taken over: a number that nobody could have computed stays.
    var forged = stored
    forged["wrong"] = 0.123
    try scratch.write(try JSONSerialization.data(withJSONObject: forged), to: "run/summary.json")
    #expect(try run(["resume", "run"]).exitCode == 1)
    let again = try summary("run")
    #expect(again["wrong"] as? Double == 0.123 && again["whole_test"] as? Bool == true && again["tests"] as? Int == 1)
    #expect(try run(["resume", "run", "--iterations", "3"]).exitCode == 1)
    let longer = try summary("run")
    #expect(longer["wrong"] as? Double != 0.123 && longer["whole_test"] as? Bool == true)

    let untested = try run(["train", "b.h5"] + options + ["--run-folder", "other"])
    #expect(untested.exitCode == 1 && untested.output.contains("validation sequences wrong"), "\(untested.output)")
    #expect(try summary("other")["whole_test"] is NSNull)
  }

  @Test("A run whose numbers overflow says that it ended early, not that it was trained")
  func overflow() throws {
    try data("squared-error")
    let file = try File.open(scratch.file("data.h5"), for: .updating)
    for split in ["train", "validation", "test"] {
      try file.root.createDataset(named: "\(split)/weights", values: [Float](repeating: 1e38, count: 200))
    }
    try file.close()
    let command = try run([
      "train", "data.h5", "--recipe", "long-range", "--hidden", "4", "--iterations", "3", "--run-folder", "run",
    ])
    #expect(command.exitCode == 1, "\(command.output) \(command.errors)")
    #expect(command.output.contains("ended early: the numbers overflowed") && !command.output.contains("not solved"))
    #expect(!command.output.contains("trained for"))
  }

  @Test("A file that holds few sequences costs what it holds")
  func cost() throws {
    try data("squared-error")
    let rows = try run([
      "train", "data.h5", "--hidden", "4", "--iterations", "2", "--optimizer", "adam", "--updates-per-step", "5",
      "--gradient-batch", "40", "--run-folder", "run", "--json",
    ]).objects
    // Five gradients over all 40 sequences are a fifth of a thousand.
    #expect(rows.prefix(2).map { $0["minibatches"] as? Double } == [0.2, 0.4])
    #expect(rows.first?["forward_minibatches"] as? Double == 0.04)
  }

  @Test("The test at the end keeps to the seconds asked for, and says how much it has read")
  func seconds() throws {
    let folder = try TextFolder(String(repeating: "the cat sat on the mat, and the dog ran. ", count: 25_000))
    let options = [
      "train", "text.h5", "--optimizer", "hf", "--hidden", "300", "--window", "20", "--gradient-batch", "10",
      "--curvature-batch", "10",
      "--backtracking-batch", "10", "--validation-batch", "10",
    ]
    let command = try folder.command(options + ["--iterations", "1", "--seconds", "1", "--run-folder", "bounded"])
    #expect(command.exitCode == 0, "\(command.errors)")
    let summary =
      try JSONSerialization.jsonObject(
        with: Data(folder.scratch.text("bounded/summary.json").utf8)) as? [String: Any]
    let read = try #require(summary?["characters"] as? Int)
    if summary?["whole_test"] as? Bool == false {
      #expect(read < 250_000 && command.output.contains("the first \(read) characters of the test text"))
      #expect(command.output.contains("--seconds were over") && command.output.contains("recur evaluate reads"))
    } else {
      #expect(command.output.contains("on the whole test text"))
    }
    #expect(summary?["whole_test"] as? Bool != nil && (summary?["bits_per_character"] as? Double ?? 0) > 0)
  }
}
