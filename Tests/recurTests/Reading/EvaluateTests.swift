import Foundation
import TestSupport
import Testing

@Suite("recur evaluate, and runs on dataset files")
struct EvaluateTests {
  /// A data file of 600 training sequences and a run on it that has been ended after two steps.
  private static let lines: [Fixture.Line] = [
    .line(
      "data", "task", "temporal-order", "--length", "12", "--train", "600", "--validation", "100", "--test", "300",
      "--output", "data.h5"),
    .unsolved(
      "train", "data.h5", "--hidden", "10", "--gradient-batch", "300", "--curvature-batch", "60",
      "--backtracking-batch", "60", "--iterations", "2", "--run-folder", "run"),
  ]

  /// A folder with both.
  private static func run() throws -> Scratch { try Fixture.made(by: lines).copied() }

  @Test("The fields that others rely on; exit code 1 where the task is not solved")
  func fields() throws {
    let scratch = try Self.run()
    let command = try Command("evaluate", "run", "--json", folder: scratch.path)
    #expect(command.exitCode == 1 && command.errors.isEmpty, "\(command.errors)")
    let report = try #require(try command.objects.first)
    #expect(report["sequences"] as? Int == 300 && report["solved"] as? Bool == false)
    #expect(report["split"] as? String == "test" && report["step"] as? Int == 2)
    #expect(report["baseline_wrong"] as? Double == 0.75)
    let wrong = try #require(report["wrong"] as? Double)
    #expect(wrong > 0.01 && wrong <= 1 && wrong == Double(report["wrong_sequences"] as? Int ?? -1) / 300)
    let loss = try #require(report["loss"] as? Double)
    #expect(loss > 0.5 && loss < 2)
    // The whole split at once and in parts, a single sequence among them, are the same loss.
    let single = try Command("evaluate", "run", "--sequences", "1", "--json", folder: scratch.path)
    #expect(try single.objects.first?["sequences"] as? Int == 1)
  }

  @Test("A file and the same sequences made on the fly score the same, on any number of threads")
  func sameScore() throws {
    let scratch = try Self.run()
    let copy = scratch.path + "/copy.h5"
    try FileManager.default.copyItem(atPath: scratch.path + "/data.h5", toPath: copy)
    let runs = try [
      Command("evaluate", "run", "--json", "--threads", "1", folder: scratch.path),
      Command("evaluate", "run", "--data", copy, "--json", "--threads", "3", folder: scratch.path),
    ].map { try #require(try $0.objects.first?["loss"] as? Double) }
    #expect(runs[0] == runs[1])
  }

  @Test("The network goes to other lengths; other data are refused with both shapes")
  func otherData() throws {
    let scratch = try Scratch()
    let trained = try Command(
      "train", "temporal-order", "--length", "12", "--hidden", "10", "--gradient-batch", "300", "--curvature-batch",
      "60", "--backtracking-batch", "60", "--iterations", "2", "--run-folder", "run", folder: scratch.path)
    #expect(trained.exitCode == 1)
    let longer = try Command("evaluate", "run", "--length", "30", "--sequences", "50", "--json", folder: scratch.path)
    #expect(longer.exitCode == 1)
    #expect(try longer.objects.first?["length"] as? Int == 30)
    let other = try Command("evaluate", "run", "--seed", "9", "--json", folder: scratch.path)
    let same = try Command("evaluate", "run", "--json", folder: scratch.path)
    #expect(try other.objects.first?["loss"] as? Double != same.objects.first?["loss"] as? Double)
    #expect(try same.objects.first?["sequences"] as? Int == 10_000)
    #expect(
      try Command(
        "data", "task", "addition", "--length", "12", "--train", "9", "--output", "a.h5", folder: scratch.path
      )
      .exitCode == 0)
    let refused = try Command("evaluate", "run", "--data", "a.h5", folder: scratch.path)
    #expect(refused.exitCode == 65 && refused.output.isEmpty)
    #expect(
      refused.errors.contains("reads 6 symbols") && refused.errors.contains("2 real features"), "\(refused.errors)")
    #expect(refused.errors.split(separator: "\n").count == 1)
  }

  @Test("A run on a file goes on with the same bytes elsewhere, and refuses other bytes")
  func resumesOnData() throws {
    let scratch = try Fixture.fresh(by: Self.lines).scratch
    try FileManager.default.moveItem(atPath: scratch.path + "/data.h5", toPath: scratch.path + "/moved.h5")
    let missing = try Command("resume", "run", "--iterations", "3", folder: scratch.path)
    #expect(missing.exitCode == 66 && missing.errors.contains("data.h5"), "\(missing.errors)")
    let moved = try Command("resume", "run", "--iterations", "3", "--data", "moved.h5", folder: scratch.path)
    #expect(moved.exitCode == 1 && moved.output.contains("going on after step 2"), "\(moved.errors)")
    let made = try Command(
      "data", "task", "temporal-order", "--length", "12", "--train", "601", "--output", "moved.h5", "--force",
      folder: scratch.path)
    #expect(made.exitCode == 0)
    let changed = try Command("resume", "run", "--iterations", "4", folder: scratch.path)
    #expect(changed.exitCode == 65 && changed.errors.contains("is not the data file of this run"), "\(changed.errors)")
    #expect(changed.errors.split(separator: "\n").count == 1)
  }

  @Test("66, 65: nothing there, a run without best parameters")
  func errors() throws {
    let scratch = try Scratch()
    let nothing = try Command("evaluate", "nowhere", folder: scratch.path)
    #expect(nothing.exitCode == 66 && nothing.errors == "recur: there is no run folder and no checkpoint at nowhere\n")
    let short = try Command(
      "train", "addition", "--length", "10", "--iterations", "0", "--run-folder", "run", folder: scratch.path)
    #expect(short.exitCode == 1)
    let best = try Command("evaluate", "run", "--best", folder: scratch.path)
    #expect(best.exitCode == 65 && best.errors.contains("holds no best parameters"), "\(best.errors)")
    let usual = try Command("evaluate", "run", "--sequences", "50", folder: scratch.path)
    #expect(usual.output.hasPrefix("run, the last parameters, of step 0, on 50 sequences of "), "\(usual.output)")
    let both = try Command("evaluate", "run", "--best", "--last", folder: scratch.path)
    #expect(both.exitCode == 64 && both.errors.contains("--best and --last name different parameters"))
  }

  @Test("A split that a file lacks: another is read, named as what it is, with a word about it")
  func missingSplit() throws {
    let scratch = try Self.run()
    let made = try Command(
      "data", "task", "temporal-order", "--length", "12", "--train", "40", "--validation", "0", "--test", "0",
      "--output", "train.h5", folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    let command = try Command("evaluate", "run", "--data", "train.h5", "--json", folder: scratch.path)
    #expect(command.errors == "recur: train.h5 has no /test: /train is used in its place\n")
    #expect(try command.objects.first?["split"] as? String == "train")
    let flow = try Command(
      "inspect", "run", "--data", "train.h5", "--split", "validation", "--spectrum", "--json", folder: scratch.path)
    #expect(flow.exitCode == 0 && flow.errors.contains("/train is used in its place"), "\(flow.errors)")
    #expect(try flow.objects.first?["data"] as? String == "train.h5, split train")
  }

  @Test("Mean squared error and loss a step, as the adding and copying problems are reported")
  func perStep() throws {
    let scratch = try Scratch()
    for (task, width) in [("adding-fixed", 1.0), ("copy", 25.0)] {
      let trained = try Command(
        "train", task, "--length", "5", "--hidden", "5", "--gradient-batch", "50", "--curvature-batch", "20",
        "--iterations", "1", "--run-folder", task, folder: scratch.path)
      #expect(trained.exitCode == 1, "\(trained.errors)")
      let report = try #require(
        try Command("evaluate", task, "--sequences", "1500", "--json", folder: scratch.path).objects.first)
      let loss = try #require(report["loss"] as? Double)
      let step = try #require(report["loss_per_step"] as? Double)
      #expect(abs(step * width - loss) < 1e-9 * loss)
      #expect(report["sequences"] as? Int == 1500)
      let error = report["mean_squared_error"] as? Double
      #expect(task == "copy" ? error == nil : abs(error! - 2 * loss) < 1e-9)
      let words = try Command("evaluate", task, "--sequences", "10", folder: scratch.path).output
      #expect(words.contains(task == "copy" ? "a step" : "mean squared error") && words.contains("1/6") == (width == 1))
    }
  }
}
