import Foundation
import Optimization
import Testing

@Suite("The report of a step")
struct StepReportTests {
  func ordinary() -> StepReport {
    var report = StepReport(step: 3, lambda: 0.2, mu: 0.03)
    report.loss = 1.5
    report.rho = 0.6
    report.cgIterations = 40
    report.cgOutcome = .relativeProgress
    report.cgChosen = 32
    report.warmStartHeld = true
    report.warmFactor = 1
    report.quadraticStart = -0.5
    report.alpha = 0.8
    report.quadratic = -1
    report.gradientNorm = 2
    report.stepNorm = 0.1
    return report
  }

  @Test("has nothing to remark on an ordinary step")
  func quiet() {
    #expect(ordinary().accepted)
    #expect(ordinary().remarks.isEmpty)
  }

  @Test("remarks on whatever is off, and on nothing else")
  func remarks() {
    let cases: [(words: String, change: (inout StepReport) -> Void)] = [
      ("iteration cap", { $0.cgOutcome = .iterationCap }),
      ("negative curvature", { $0.cgOutcome = .nonPositiveCurvature }),
      ("overflowed", { $0.cgOutcome = .notFinite }),
      ("warm start pointed uphill", { $0.warmFactor = 0 }),
      ("ρ is negative", { $0.rho = -.infinity }),
      ("ρ is not a number", { $0.rho = .nan }),
      ("ρ is 3.5", { $0.rho = 3.5 }),
      ("shortened the step to 0.034", { $0.alpha = 0.0343 }),
    ]
    for (words, change) in cases {
      var report = ordinary()
      change(&report)
      #expect(report.remarks.count == 1 && report.remarks[0].contains(words), "\(words): \(report.remarks)")
    }
    for outcome in StepOutcome.allCases where outcome != .accepted {
      var report = ordinary()
      report.outcome = outcome
      #expect(report.remarks == [outcome.explanation])
      #expect(outcome.isRejection == !outcome.isFinal)
    }
    var report = ordinary()
    report.outcome = .solveFailed
    report.rho = .nan
    report.quadratic = 0.25
    #expect(report.remarks.count == 2 && report.remarks[1].contains("q of the chosen iterate is 0.25"))
  }

  @Test("carries the names of the history's columns")
  func columns() throws {
    let data = try JSONEncoder().encode(ordinary())
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let names: Set = [
      "step", "loss", "rho", "lambda", "mu", "cg_iterations", "cg_outcome", "cg_chosen", "warm_factor",
      "quadratic_start", "alpha", "quadratic", "gradient_norm", "step_norm", "accepted", "outcome", "warm_start_held",
    ]
    #expect(Set(object.keys) == names)
    #expect(object["cg_outcome"] as? String == "relative-progress")
  }

  @Test("survives JSON, numbers that are not finite included")
  func coding() throws {
    var report = ordinary()
    report.rho = -.infinity
    report.quadratic = .infinity
    #expect(try JSONDecoder().decode(StepReport.self, from: try JSONEncoder().encode(report)) == report)
    let begun = StepReport(step: 1, lambda: 0.1, mu: 0)
    let text = String(decoding: try JSONEncoder().encode(begun), as: UTF8.self)
    #expect(text.contains("\"rho\":null") && text.contains("\"cg_outcome\":null"))
    let back = try JSONDecoder().decode(StepReport.self, from: Data(text.utf8))
    #expect(back.rho.isNaN && back.loss.isNaN && back.cgOutcome == nil && back.lambda == 0.1)
    let broken = text.replacing("\"rho\":null", with: "\"rho\":\"much\"")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(StepReport.self, from: Data(broken.utf8)) }
  }
}
