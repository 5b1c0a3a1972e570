import Foundation
import TestSupport
import Testing

@Suite("recur train --profile", .serialized)
struct ProfileTests {
  static let small = [
    "train", "addition", "--optimizer", "hf", "--length", "20", "--hidden", "10", "--gradient-batch", "200",
    "--curvature-batch", "60",
    "--backtracking-batch", "60", "--validation-batch", "60", "--target-wrong", "1e-9", "--threads", "1",
    "--run-folder", "run", "--checkpoint-every", "2",
  ]

  /// The rows of the table by their words: seconds, share, calls, milliseconds a call.
  private func table(_ output: String) throws -> [String: [String]] {
    let lines = output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("where the time went") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("  total ") })
    var rows: [String: [String]] = [:]
    for line in lines[start + 1...end] {
      let words = line.replacingOccurrences(of: " %", with: "%").split(separator: " ").map(String.init)
      rows[words.dropLast(4).joined(separator: " ")] = words.suffix(4)
    }
    return rows
  }

  private func seconds(_ rows: [String: [String]], _ name: String) throws -> Double {
    try #require(rows[name].flatMap { Double($0[0]) })
  }

  @Test("A table in words, only if asked for; resume has one of its own session; the configuration knows nothing of it")
  func words() throws {
    let scratch = try Scratch()
    let run = try Command(Self.small + ["--iterations", "4", "--profile"], folder: scratch.path)
    #expect(run.exitCode == 1, "\(run.errors)")
    let rows = try table(run.output)
    #expect(
      Set(rows.keys) == [
        "forward passes", "gradients", "linearizations", "curvature products", "drawing sequences", "packing batches",
        "vectors between passes", "log", "checkpoints", "everything else", "total",
      ])
    for name in ["gradients", "linearizations", "vectors between passes", "log"] {
      #expect(rows[name]?[2] == "4", "\(name)")
    }
    #expect(rows["checkpoints"]?[2] == "2" && rows["drawing sequences"]?[2] == "16")
    #expect(rows["total"]?[1] == "100.0%")
    let total = try seconds(rows, "total")
    let sum = try rows.keys.reduce(0.0) { $1 == "total" ? $0 : try $0 + seconds(rows, $1) }
    // Each row is rounded to a millisecond.
    #expect(abs(sum - total) <= 0.0005 * Double(rows.count))
    #expect(run.output.contains(/\n\d+\.\d+ % of the time was inside passes through the network\n/))
    #expect(!run.output.contains("\u{1B}"))
    let stored = try String(contentsOfFile: scratch.path + "/run/config.yaml", encoding: .utf8)
    #expect(!stored.contains("profile"))

    let quiet = try Command("resume", "run", "--iterations", "5", folder: scratch.path)
    #expect(quiet.exitCode == 1 && !quiet.output.contains("where the time went"))
    let more = try Command("resume", "run", "--iterations", "8", "--profile", folder: scratch.path)
    #expect(more.exitCode == 1, "\(more.errors)")
    #expect(try table(more.output)["gradients"]?[2] == "3")
    // A run with nothing left to do has a table of nothing.
    let none = try Command("resume", "run", "--profile", folder: scratch.path)
    #expect(none.exitCode == 1)
    let nothing = try table(none.output)
    #expect(nothing["gradients"] == nil && nothing["total"] != nil)
  }

  @Test("With --json the final object has the profile, with the flag and without, and summary.json has the same")
  func json() throws {
    let scratch = try Scratch()
    func profile(of run: Command) throws -> [String: Any] {
      #expect(run.exitCode == 1, "\(run.errors)")
      #expect(!run.output.contains("where the time went"))
      let objects = try run.objects
      #expect(objects.dropLast().allSatisfy { $0["profile"] == nil })
      let profile = try #require(objects.last?["profile"] as? [String: Any])
      let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/run/summary.json"))
      let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(summary["profile"] as? NSDictionary == profile as NSDictionary)
      return profile
    }
    func calls(_ profile: [String: Any], _ kind: String) throws -> Int {
      let kinds = try #require(profile["kinds"] as? [String: [String: Any]])
      return try #require(kinds[kind]?["calls"] as? Int)
    }
    let first = try profile(
      of: Command(Self.small + ["--iterations", "4", "--profile", "--json"], folder: scratch.path))
    #expect(try calls(first, "gradient") == 4 && calls(first, "log") == 4)
    let total = try #require(first["seconds"] as? Double)
    let kinds = try #require(first["kinds"] as? [String: [String: Any]])
    let sum = kinds.values.reduce(0.0) { $0 + ($1["seconds"] as? Double ?? .nan) }
    #expect(abs(sum - total) <= 1e-9)
    #expect((first["pass_share"] as? Double).map { $0 > 0 && $0 < 1 } == true)
    let second = try profile(of: Command("resume", "run", "--iterations", "7", "--json", folder: scratch.path))
    #expect(try calls(second, "gradient") == 3 && calls(second, "log") == 3)
  }

  @Test("The help of both commands tells of it", arguments: ["train", "resume"])
  func help(command: String) throws {
    let help = try Command(command, "--help")
    #expect(help.output.contains("  --profile "))
  }
}
