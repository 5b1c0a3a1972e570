import Foundation
import TestSupport
import Testing
import Training

@Suite("recur train", .serialized)
struct TrainTests {
  @Test("0: a task is solved, in words without escape codes, and a second run gets a folder of its own")
  func solved() throws {
    let scratch = try Scratch()
    for name in ["temporal-order-10-seed-1", "temporal-order-10-seed-1-2"] {
      let run = try Command(
        "train", "temporal-order", "--length", "10", "--hidden", "30", "--gradient-batch", "1000",
        "--curvature-batch", "200", "--cg-iterations", "60", "--minibatches", "2000", "--threads", "2",
        folder: scratch.path)
      #expect(run.exitCode == 0, "\(run.errors)")
      #expect(run.output.contains("solved after "))
      #expect(run.output.contains("a constant predictor"))
      #expect(!run.output.contains("\u{1B}") && !run.errors.contains("\u{1B}"))
      for file in ["config.yaml", "log.jsonl", "summary.json", "checkpoint.h5"] {
        #expect(scratch.exists("runs/\(name)/\(file)"))
      }
    }
  }

  @Test("1: not solved; --json is one object a step and a final one, the summary on the disk the same")
  func notSolved() throws {
    let scratch = try Scratch()
    let run = try Command(
      "train", "addition", "--length", "12", "--hidden", "8", "--gradient-batch", "100", "--curvature-batch", "50",
      "--iterations", "3", "--run-folder", "run", "--threads", "2", "--json", folder: scratch.path)
    #expect(run.exitCode == 1, "\(run.errors)")
    let objects = try run.objects
    #expect(objects.count == 4)
    #expect(objects.prefix(3).map { $0["step"] as? Int } == [1, 2, 3])
    let last = try #require(objects.last)
    #expect(last["solved"] as? Bool == false)
    #expect(last["iterations"] as? Int == 3)
    #expect(last["checkpoint"] as? String == "run/checkpoint.h5")
    for name in ["minibatches", "seconds", "loss", "wrong"] { #expect(last[name] is NSNumber, "\(name)") }
    let log = try String(contentsOfFile: scratch.path + "/run/log.jsonl", encoding: .utf8)
    #expect(run.output.hasPrefix(log))
    let summary = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/run/summary.json"))
    let stored = try #require(try JSONSerialization.jsonObject(with: summary) as? NSDictionary)
    #expect(stored == last as NSDictionary)
    let checkpoint = try Checkpoint<Float>(contentsOf: scratch.path + "/run/checkpoint.h5")
    #expect(checkpoint.iteration == 3)

    // The stored configuration makes the same run; the command line wins over it.
    let again = try Command(
      "train", "--config", "run/config.yaml", "--run-folder", "again", "--json", folder: scratch.path)
    #expect(again.exitCode == 1, "\(again.errors)")
    let copy = try Checkpoint<Float>(contentsOf: scratch.path + "/again/checkpoint.h5")
    #expect(copy.parameters == checkpoint.parameters)
  }

  @Test("130: Ctrl-C ends the run after its present step and leaves a valid checkpoint")
  func interrupted() throws {
    let scratch = try Scratch()
    func steps() -> Int {
      ((try? String(contentsOfFile: scratch.path + "/run/log.jsonl", encoding: .utf8)) ?? "").count { $0 == "\n" }
    }
    let run = try Command(
      "train", "addition", "--length", "30", "--hidden", "10", "--gradient-batch", "200", "--curvature-batch", "50",
      "--run-folder", "run", "--threads", "2", folder: scratch.path, interruptWhen: { steps() >= 2 })
    #expect(run.exitCode == 130, "\(run.errors)")
    #expect(run.errors.contains("ending after this step"))
    #expect(run.output.contains("interrupted"))
    let checkpoint = try Checkpoint<Float>(contentsOf: scratch.path + "/run/checkpoint.h5")
    #expect(checkpoint.iteration == steps())
    #expect(scratch.exists("run/summary.json"))
  }

  @Test("A fixed set is tested on the sequences that exist, and the head says so")
  func fixedSet() throws {
    let scratch = try Scratch()
    let run = try Command(
      "train", "memorization-5", "--length", "1", "--hidden", "8", "--iterations", "1", "--run-folder", "run",
      "--threads", "2", folder: scratch.path)
    #expect(run.exitCode == 1, "\(run.errors)")
    #expect(run.output.contains("solved below 1.00 % of the 32 test sequences"))
  }
}
