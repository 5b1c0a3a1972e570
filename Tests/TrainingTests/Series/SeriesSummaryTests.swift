import Foundation
import TestSupport
import Testing
import Training

@Suite("Series: how often and at what cost")
struct SeriesSummaryTests {
  private func run(_ seed: UInt64, solved: Bool?, minibatches: Double, bits: Double? = nil) throws -> RunSummary {
    let json = """
      {
        "solved": \(solved.map(String.init) ?? "null"), "outcome": "\(solved == true ? "solved" : "budget")",
        "task": "xor", "variant": "", "length": 50, "seed": \(seed), "iterations": \(Int(minibatches / 10)),
        "minibatches": \(minibatches), "forward_minibatches": \(minibatches / 4), "seconds": \(minibatches / 100),
        "sequences": 10000, "tests": 1, "bits_per_character": \(bits.map { "\($0)" } ?? "null"), "checkpoint": "c.h5"
      }
      """
    return try JSONDecoder().decode(RunSummary.self, from: Data(json.utf8))
  }

  @Test(
    "Wilson's interval",
    arguments: [
      (4, 4, 0.5101, 1), (0, 4, 0, 0.4899), (8, 10, 0.4902, 0.9433), (1, 1, 0.2065, 1), (3, 4, 0.3006, 0.9544),
    ] as [(Int, Int, Double, Double)])
  func intervals(successes: Int, trials: Int, least: Double, most: Double) {
    let interval = ShareInterval(successes: successes, trials: trials)
    #expect(abs(interval.least - least) < 1e-4 && abs(interval.most - most) < 1e-4, "\(interval)")
    // An end that is no 0 or 1 is a share p from which the one seen is 1.96 standard deviations away.
    let (n, seen) = (Double(trials), Double(successes) / Double(trials))
    for p in [interval.least, interval.most] where p > 0 && p < 1 {
      #expect(abs(abs(seen - p) / (p * (1 - p) / n).squareRoot() - 1.959964) < 1e-5)
    }
  }

  @Test("Costs are over the runs that solved the task")
  func successes() throws {
    let runs = [
      try run(3, solved: true, minibatches: 300), try run(1, solved: true, minibatches: 100),
      try run(2, solved: false, minibatches: 50_000),
    ]
    let summary = SeriesSummary(runs, open: 1)
    #expect(summary.runs.map(\.seed) == [1, 2, 3] && summary.open == 1)
    #expect(summary.solved == 2 && summary.solvedShare == 2.0 / 3)
    #expect(summary.interval == ShareInterval(successes: 2, trials: 3))
    #expect(summary.minibatches == Spread([100, 300]) && summary.minibatches?.mean == 200)
    #expect(summary.forwardMinibatches == Spread([25, 75]) && summary.seconds == Spread([1, 3]))
    #expect(summary.iterations?.least == 10 && summary.iterations?.most == 30 && summary.bitsPerCharacter == nil)
  }

  @Test("Without successes there is no cost, without a rule no share")
  func noSuccesses() throws {
    let none = SeriesSummary([try run(1, solved: false, minibatches: 10)], open: 0)
    #expect(none.solved == 0 && none.solvedShare == 0 && none.minibatches == nil && none.seconds == nil)
    let text = SeriesSummary(
      [try run(1, solved: nil, minibatches: 10, bits: 2), try run(2, solved: nil, minibatches: 30, bits: 3)], open: 0)
    #expect(text.solved == nil && text.solvedShare == nil && text.interval == nil)
    #expect(text.minibatches == Spread([10, 30]) && text.bitsPerCharacter == Spread([2, 3]))
    let empty = SeriesSummary([], open: 4)
    #expect(empty.solvedShare == nil && empty.minibatches == nil)
    let object = try JSONSerialization.jsonObject(with: Data(JSONText.line(empty).utf8)) as? [String: Any]
    #expect(object?["solved_share"] is NSNull && object?["minibatches"] is NSNull && object?["open"] as? Int == 4)
  }
}
