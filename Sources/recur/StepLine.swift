import Foundation
import HessianFree
import Training

/// A step of a run on one line.
enum StepLine {
  static let header =
    "  step    T      loss   wrong      ρ          λ    CG stopped by        taken       α  minibatches    time    left"

  static func text(_ row: HistoryRow, budget: Double) -> String {
    let report = row.report
    let spent = row.cost.minibatches
    let left = spent > 0 ? row.seconds * (budget - spent) / spent : .infinity
    let wrong = Numbers.percent(row.validation.wrongShare)
    return [
      pad(String(report.step), 6), pad(String(row.length), 4), pad(Numbers.short(report.loss), 9),
      row.validation.wrongShare < 0.01 ? Console.green(pad(wrong, 7)) : pad(wrong, 7),
      pad(report.rho.isFinite ? fixed(report.rho, 2) : "\(report.rho)", 6), pad(Numbers.short(report.lambda), 10),
      pad(String(report.cgIterations), 5),
      words(report.cgOutcome).padding(toLength: 16, withPad: " ", startingAt: 0),
      pad(String(report.cgChosen), 8), pad(report.accepted ? String(format: "%.2g", report.alpha) : "-", 7),
      pad(Numbers.whole(spent), 12), pad(Numbers.time(row.seconds), 7), pad("≤" + Numbers.time(max(0, left)), 8),
    ].joined(separator: " ")
  }

  /// Why conjugate gradients stopped, short enough for a column; the log has the whole sentence.
  private static func words(_ outcome: ConjugateGradientOutcome?) -> String {
    switch outcome {
    case .relativeProgress: "slow progress"
    case .iterationCap: "cap"
    case .residual: "small residual"
    case .rounding: "rounding"
    case .nonPositiveCurvature: "curvature ≤ 0"
    case .heldOutLossRose: "held-out loss"
    case .notFinite: "overflow"
    case .indefinitePreconditioner: "indefinite M"
    case nil: "-"
    }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
