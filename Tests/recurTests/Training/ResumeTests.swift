import Foundation
import Optimization
import TestSupport
import Testing
import Training

@Suite("recur resume", .serialized)
struct ResumeTests {
  static let small = [
    "addition", "--length", "20", "--hidden", "10", "--gradient-batch", "200", "--curvature-batch", "60",
    "--backtracking-batch", "60", "--validation-batch", "60", "--target-wrong", "1e-9", "--threads", "1",
  ]

  @Test("A run whose learning rate falls to 0 by the clock is not resumed for more seconds, but for as many")
  func endedSchedule() throws {
    let scratch = try Scratch()
    let begun = try Command(
      "train", "addition", "--length", "10", "--hidden", "4", "--optimizer", "adam", "--schedule", "linear",
      "--schedule-seconds", "0.2", "--seconds", "0.2", "--validation-batch", "20", "--run-folder", "run",
      folder: scratch.path)
    #expect(begun.exitCode == 1, "\(begun.errors)")
    let more = try Command("resume", "run", "--seconds", "5", folder: scratch.path)
    let sentence =
      "recur: the learning rate of this run falls to 0 by 0.2 s (schedule linear), so that --seconds 5 would change nothing: train with --initialize-from begins anew from its parameters\n"
    #expect(more.exitCode == 64 && more.errors == sentence && more.output.isEmpty, "\(more.errors)")
    let same = try Command("resume", "run", folder: scratch.path)
    #expect(same.exitCode == 1 && !same.errors.contains("falls to 0"), "\(same.errors)")
  }

  private func train(_ scratch: Scratch, _ options: String..., into folder: String = "run") throws -> Command {
    try Command(["train"] + Self.small + ["--run-folder", folder] + options, folder: scratch.path)
  }

  private func checkpoint(_ scratch: Scratch, _ name: String = "run/checkpoint.h5") throws -> Checkpoint<Float> {
    try Checkpoint(contentsOf: "\(scratch.path)/\(name)")
  }

  /// The steps of a log as objects, without seconds.
  private func log(_ scratch: Scratch, _ folder: String = "run") throws -> [NSDictionary] {
    try String(contentsOfFile: "\(scratch.path)/\(folder)/log.jsonl", encoding: .utf8).split(separator: "\n").map {
      var row = try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      row["seconds"] = nil
      return row as NSDictionary
    }
  }

  private func expectSame(_ scratch: Scratch, _ folder: String, as other: String) throws {
    var (first, second) = (
      try checkpoint(scratch, "\(folder)/checkpoint.h5").state, try checkpoint(scratch, "\(other)/checkpoint.h5").state
    )
    first.standing.seconds = 0
    second.standing.seconds = 0
    #expect(first == second)
    #expect(try log(scratch, folder) == log(scratch, other))
  }

  @Test(
    "A run that was interrupted goes on in its folder and becomes the run that was not",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupted(signal: Int32) throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "40", into: "whole").exitCode == 1)
    let first = try Command(
      ["train"] + Self.small + ["--run-folder", "run", "--iterations", "4000", "--checkpoint-every", "7"],
      folder: scratch.path, signal: signal,
      interruptWhen: { ((try? log(scratch)) ?? []).count >= 2 })
    #expect(first.exitCode == 130, "\(first.errors)")
    let steps = try checkpoint(scratch).iteration
    #expect(try log(scratch).count == steps)
    let more = String(steps + 5)
    let second = try Command("resume", "run", "--iterations", more, "--threads", "2", folder: scratch.path)
    #expect(second.exitCode == 1, "\(second.errors)")
    #expect(second.output.contains("going on after step \(steps): "))
    #expect(try train(scratch, "--iterations", more, into: "other").exitCode == 1)
    try expectSame(scratch, "run", as: "other")
    let records = try checkpoint(scratch).records
    #expect(records.commandLine.contains("train addition"))
    #expect(
      records.continuations.count == 1
        && records.continuations[0].hasSuffix("resume run --iterations \(more) --threads 2"))
  }

  @Test(
    "Train 40 is train 17, kill, resume 23, whatever the optimizer",
    arguments: OptimizerKind.names)
  func killed(optimizer: String) throws {
    let scratch = try Scratch()
    let options = [
      "train", "addition", "--length", "20", "--hidden", "10", "--validation-batch", "60", "--target-wrong", "1e-9",
      "--optimizer", optimizer, "--iterations", "40", "--checkpoint-every", "1",
    ]
    let own =
      switch optimizer {
      case "hf": ["--gradient-batch", "50", "--curvature-batch", "30", "--cg-iterations", "10"]
      case "lbfgs": ["--gradient-batch", "50"]
      case "dual":
        ["--gradient-batch", "50", "--curvature-batch", "60", "--initial-batch", "20", "--length-schedule", "10,15"]
      default: ["--gradient-batch", "50", "--updates-per-step", "8"]
      }
    let whole = try Command(options + own + ["--run-folder", "whole", "--threads", "1"], folder: scratch.path)
    #expect(whole.exitCode == 1, "\(whole.errors)")
    let first = try Command(
      options + own + ["--run-folder", "run", "--threads", "2", "--iterations", "17"], folder: scratch.path)
    #expect(first.exitCode == 1, "\(first.errors)")
    // Killed somewhere behind step 17, with a checkpoint of whatever step was the last to be stored.
    let second = try Command(
      ["resume", "run", "--iterations", "100000", "--threads", "3"], folder: scratch.path, signal: SIGKILL,
      interruptWhen: { ((try? log(scratch)) ?? []).count >= 18 })
    #expect(second.isKilled)
    let killed = try checkpoint(scratch).iteration
    #expect(killed >= 17)
    let end = max(40, killed)
    let third = try Command(
      ["resume", "run", "--iterations", "\(end)", "--threads", "1"], folder: scratch.path)
    #expect(third.exitCode == 1, "\(third.errors)")
    if end > 40 {
      let longer = try Command("resume", "whole", "--iterations", "\(end)", folder: scratch.path)
      #expect(longer.exitCode == 1)
    }
    try expectSame(scratch, "run", as: "whole")
  }

  @Test("Under nohup a hang-up is nothing to end for")
  func nohup() throws {
    let scratch = try Scratch()
    let script = "trap '' HUP; exec \"$0\" \"$@\""
    let run = try Command(
      ["-c", script, Command.program.path, "train"] + Self.small + ["--run-folder", "run", "--iterations", "150"],
      of: URL(fileURLWithPath: "/bin/sh"), folder: scratch.path, signal: SIGHUP,
      interruptWhen: { ((try? log(scratch)) ?? []).count >= 2 })
    #expect(run.exitCode == 1, "\(run.errors)")
    #expect(try checkpoint(scratch).iteration == 150)
  }

  @Test("A log that is too long, cut short or missing is put in order first")
  func logInOrder() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "9", into: "whole").exitCode == 1)
    #expect(try train(scratch, "--iterations", "6").exitCode == 1)
    let path = scratch.path + "/run/log.jsonl"
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    for text in [whole + whole, String(whole.dropLast(300)), whole + "{\"alpha\":", nil] {
      if let text {
        try scratch.write(text, to: "run/log.jsonl")
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      let resumed = try Command("resume", "run", "--iterations", "9", "--json", folder: scratch.path)
      #expect(resumed.exitCode == 1, "\(resumed.errors)")
      #expect(try log(scratch) == log(scratch, "whole"))
    }
  }

  @Test("A run that has ended says what makes it go on, with the exit code it ended with")
  func ended() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "3").exitCode == 1)
    let steps = try Command("resume", "run", folder: scratch.path)
    #expect(steps.exitCode == 1 && steps.errors.contains("it goes on with a larger --iterations, the total"))
    let budget = try Command("resume", "run", "--iterations", "9", "--minibatches", "1", folder: scratch.path)
    #expect(budget.exitCode == 1 && budget.errors.contains("a larger --minibatches"))
    #expect(try checkpoint(scratch).iteration == 3)
    let solved = try Command(
      "resume", "run", "--iterations", "3000", "--target-wrong", "1", "--minibatches", "50000", "--json",
      folder: scratch.path)
    #expect(solved.exitCode == 0, "\(solved.errors)")
    let again = try Command("resume", "run", "--json", folder: scratch.path)
    #expect(again.exitCode == 0 && again.errors.contains("a lower --target-wrong"))
    #expect(try again.objects.count == 1 && again.objects.last?["solved"] as? Bool == true)
  }

  @Test("A checkpoint on its own goes on elsewhere; the run it comes from is left as it is")
  func elsewhere() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "8", into: "whole").exitCode == 1)
    #expect(try train(scratch, "--iterations", "4").exitCode == 1)
    try FileManager.default.copyItem(atPath: scratch.path + "/run/checkpoint.h5", toPath: scratch.path + "/copy.h5")
    let lost = try Command("resume", "copy.h5", folder: scratch.path)
    #expect(lost.exitCode == 64 && lost.errors.contains("--run-folder"))
    let found = try Command("resume", "copy.h5", "--run-folder", "new", "--iterations", "8", folder: scratch.path)
    #expect(found.exitCode == 1, "\(found.errors)")
    try expectSame(scratch, "new", as: "whole")
    let away = try Command("resume", "run", "--run-folder", "newer", "--iterations", "8", folder: scratch.path)
    #expect(away.exitCode == 1, "\(away.errors)")
    try expectSame(scratch, "newer", as: "whole")
    #expect(try checkpoint(scratch).iteration == 4)
    let taken = try Command("resume", "run", "--run-folder", "new", folder: scratch.path)
    #expect(taken.exitCode == 73 && taken.errors.contains("already holds a run"))
  }

  @Test("A damaged checkpoint: the sentence names an older one, from which the run goes on")
  func damaged() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "12", into: "whole").exitCode == 1)
    #expect(try train(scratch, "--iterations", "9", "--checkpoint-every", "2", "--keep-checkpoints", "3").exitCode == 1)
    let url = URL(fileURLWithPath: scratch.path + "/run/checkpoint.h5")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count / 2] ^= 1
    // A name of its own: the older checkpoint of the same step is the same file.
    try bytes.write(to: url, options: .atomic)
    let refused = try Command("resume", "run", "--iterations", "12", folder: scratch.path)
    #expect(refused.exitCode == 65 && refused.output.isEmpty)
    #expect(refused.errors.hasSuffix("; an older one is whole: recur resume run/checkpoint-9.h5\n"))
    let older = try Command("resume", "run/checkpoint-6.h5", "--iterations", "12", folder: scratch.path)
    #expect(older.exitCode == 1, "\(older.errors)")
    #expect(older.output.contains("going on after step 6"))
    try expectSame(scratch, "run", as: "whole")
  }

  @Test("Nothing there, no checkpoint yet, something else")
  func nothing() throws {
    let scratch = try Scratch()
    let nothing = try Command("resume", "nowhere", folder: scratch.path)
    #expect(nothing.exitCode == 66 && nothing.errors.contains("no run folder and no checkpoint at nowhere"))
    try FileManager.default.createDirectory(atPath: scratch.path + "/run", withIntermediateDirectories: false)
    let empty = try Command("resume", "run", folder: scratch.path)
    #expect(empty.exitCode == 66 && empty.errors.contains("recur train --config run/config.yaml"))
    try scratch.write("no", to: "text.h5")
    let text = try Command("resume", "text.h5", "--run-folder", "x", folder: scratch.path)
    #expect(text.exitCode == 65 && text.errors.split(separator: "\n").count == 1)
    #expect(!scratch.exists("x"))
  }

  @Test("A second process in the same folder is refused while the first works there")
  func twoProcesses() throws {
    let scratch = try Scratch()
    var second: Command?
    let first = try Command(
      ["train"] + Self.small + ["--run-folder", "run", "--checkpoint-every", "1"], folder: scratch.path,
      interruptWhen: {
        guard scratch.exists("run/checkpoint.h5") else { return false }
        second = try? Command("resume", "run", folder: scratch.path)
        return true
      })
    #expect(first.exitCode == 130, "\(first.errors)")
    #expect(second?.exitCode == 73)
    #expect(second?.errors.contains("another process is working in the run folder run") == true)
    #expect(try Command("resume", "run", "--iterations", "1", folder: scratch.path).exitCode == 1)
  }

  @Test("A run on a task made on the fly does not go on with a file, and stays as it is")
  func taskToFile() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "--iterations", "2").exitCode == 1)
    let made = try Command(
      "data", "task", "addition", "--length", "20", "--train", "300", "--seed", "9", "--output", "d.h5",
      folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    let before = try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/checkpoint.h5")))
    let resumed = try Command("resume", "run", "--data", "d.h5", "--iterations", "3", folder: scratch.path)
    #expect(resumed.exitCode == 64 && resumed.errors.contains("does not go on with d.h5"), "\(resumed.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/checkpoint.h5"))) == before)
  }
}
