import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("recur repeat", .serialized)
struct RepeatTests {
  private static let task = [
    "temporal-order", "--length", "12", "--hidden", "20", "--gradient-batch", "1000", "--curvature-batch", "200",
    "--backtracking-batch", "200", "--run-folder", "series",
  ]

  private func repeated(_ scratch: Scratch, _ options: String...) throws -> Command {
    try Command(["repeat"] + Self.task + options, folder: scratch.path, limit: 120)
  }

  private func parameters(_ scratch: Scratch, _ run: String) throws -> [Float] {
    try Checkpoint<Float>(contentsOf: "\(scratch.path)/\(run)/checkpoint.h5").parameters.elements
  }

  @Test("Each seed becomes the run that train makes of it; the same command again goes on")
  func seeds() throws {
    let scratch = try Scratch()
    let first = try repeated(scratch, "--seeds", "2", "--seed", "4", "--json")
    #expect(first.exitCode == 0, "\(first.errors)")
    let objects = try first.objects
    let series = try #require(objects.last)
    #expect(objects.count == 3 && Set(objects.dropLast().compactMap { $0["seed"] as? Int }) == [4, 5])
    #expect(series["solved"] as? Int == 2 && series["solved_share"] as? Double == 1 && series["open"] as? Int == 0)
    let costs = objects.dropLast().compactMap { $0["minibatches"] as? Double }
    let spread = try #require(series["minibatches"] as? [String: Double])
    #expect(spread == ["mean": costs.reduce(0, +) / 2, "least": costs.min()!, "most": costs.max()!])
    #expect(try scratch.text("series/summary.json").contains("\"solved_share\" : 1"))

    let alone = try Command(
      ["train"] + Self.task.dropLast(2) + ["--seed", "5", "--run-folder", "alone", "--threads", "1"],
      folder: scratch.path)
    #expect(alone.exitCode == 0)
    #expect(try parameters(scratch, "series/seed-5") == parameters(scratch, "alone"))

    let before = try scratch.text("series/seed-4/summary.json")
    let more = try repeated(scratch, "--seeds", "3", "--seed", "4", "--jobs", "1")
    #expect(more.exitCode == 0, "\(more.errors)")
    #expect(more.output.contains("from before") && more.output.contains("solved from 3 of 3 seeds"))
    #expect(try scratch.text("series/seed-4/summary.json") == before)
    let other = try repeated(scratch, "--seeds", "3", "--mu", "0")
    #expect(other.exitCode == 64 && other.errors.contains("holds a series with mu"), "\(other.errors)")
  }

  @Test("Ctrl-C leaves checkpoints from which the same command goes on, bit for bit")
  func interrupted() throws {
    let scratch = try Scratch()
    let options = [
      "repeat", "addition", "--length", "20", "--hidden", "10", "--gradient-batch", "200", "--curvature-batch", "60",
      "--backtracking-batch", "60", "--validation-batch", "60", "--target-wrong", "1e-9", "--seeds", "2", "--jobs", "2",
    ]
    func steps(_ folder: String, _ seed: Int) -> Int {
      ((try? scratch.text("\(folder)/seed-\(seed)/log.jsonl")) ?? "").split(separator: "\n").count
    }
    let first = try Command(
      options + ["--iterations", "4000", "--run-folder", "broken"], folder: scratch.path, limit: 60,
      interruptWhen: { steps("broken", 1) >= 2 && steps("broken", 2) >= 2 })
    #expect(first.exitCode == 130, "\(first.errors)")
    #expect(first.output.contains("2 still to end"))
    let most = max(steps("broken", 1), steps("broken", 2)) + 3
    // What a kill before the first checkpoint leaves.
    try FileManager.default.removeItem(atPath: scratch.file("broken/seed-2/checkpoint.h5"))
    let second = try Command(
      options + ["--iterations", "\(most)", "--run-folder", "broken"], folder: scratch.path, limit: 60)
    #expect(
      second.exitCode == 1 && second.output.contains("solved from 0 of 2 seeds"), "\(second.output)\(second.errors)")
    let whole = try Command(
      options + ["--iterations", "\(most)", "--run-folder", "whole"], folder: scratch.path, limit: 60)
    #expect(whole.exitCode == 1)
    for seed in 1...2 {
      #expect(steps("broken", seed) == most)
      #expect(try parameters(scratch, "broken/seed-\(seed)") == parameters(scratch, "whole/seed-\(seed)"))
    }
  }

  @Test("Choices that make no sense, and what keeps one run from going on")
  func refusals() throws {
    let scratch = try Scratch()
    for (options, words) in [
      (["--seeds", "0"], "--seeds should be 1 to 10000, got 0"),
      (["--jobs", "0"], "--jobs should be 1 to 1024, got 0"),
      (
        ["--jobs", "2", "--clock", "processor"],
        "--jobs should be 1 where --clock is processor, which counts the time of the whole process, got 2"
      ),
      (["--seed", "18446744073709551615"], "leaves no room for 4 seeds"),
    ] {
      let command = try Command(["repeat"] + Self.task + options, folder: scratch.path)
      #expect(command.exitCode == 64 && command.errors.contains(words), "\(command.errors)")
    }
    #expect(try repeated(scratch, "--seeds", "1").exitCode == 0)
    try scratch.write("no checkpoint", to: "series/seed-1/checkpoint.h5")
    try FileManager.default.removeItem(atPath: scratch.file("series/seed-1/summary.json"))
    let damaged = try repeated(scratch, "--seeds", "2")
    #expect(damaged.exitCode == 65 && damaged.errors.contains("seed 1: "), "\(damaged.errors)")
    #expect(damaged.output.contains("solved from 1 of 1 seeds"), "\(damaged.output)")
  }
}
