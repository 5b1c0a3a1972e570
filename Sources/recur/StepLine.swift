import Foundation
import HessianFree
import Training

/// A step of a run on one line.
enum StepLine {
  /// The names of the columns of a run.
  static func header(_ configuration: ExperimentConfiguration) -> String {
    let columns = configuration.firstOrder == nil ? hessianFree : firstOrder
    return configuration.window == nil ? columns : columns.replacing("  wrong", with: "   bits")
  }

  private static let firstOrder =
    "  step    T      loss   wrong   ‖gradient‖  clipped    ‖step‖       rate  minibatches    time    left"
  private static let hessianFree =
    "  step    T      loss   wrong      ρ          λ    CG stopped by        taken       α  minibatches    time    left"

  static func text(_ row: HistoryRow, _ configuration: ExperimentConfiguration) -> String {
    let spent = row.cost.minibatches
    let left = min(
      spent > 0 ? row.seconds * (configuration.minibatches - spent) / spent : .infinity,
      (configuration.seconds ?? .infinity) - row.seconds)
    let middle = row.report.firstOrder.map { words(row.report, $0) } ?? words(row.report)
    return
      (beginning(row, isText: configuration.window != nil) + middle + [
        pad(Numbers.whole(spent), 12), pad(Numbers.time(row.seconds), 7), pad("≤" + Numbers.time(max(0, left)), 8),
      ]).joined(separator: " ")
  }

  private static func beginning(_ row: HistoryRow, isText: Bool) -> [String] {
    let wrong = pad(Numbers.percent(row.validation.wrongShare), 7)
    let bits = pad(fixed(row.validation.loss / M_LN2, 3), 7)
    return [
      pad(String(row.report.step), 6), pad(String(row.length), 4), pad(Numbers.short(row.report.loss), 9),
      isText ? bits : row.validation.wrongShare < 0.01 ? Console.green(wrong) : wrong,
    ]
  }

  private static func words(_ report: StepReport, _ figures: FirstOrderFigures) -> [String] {
    [
      pad(Numbers.short(report.gradientNorm), 12),
      pad(figures.clippedShare.isNaN ? "-" : Numbers.percent(figures.clippedShare), 8),
      pad(report.accepted ? Numbers.short(report.stepNorm) : "-", 9),
      pad(figures.learningRate.isNaN ? "-" : Numbers.short(figures.learningRate), 10),
    ]
  }

  private static func words(_ report: StepReport) -> [String] {
    [
      pad(report.rho.isFinite ? fixed(report.rho, 2) : "\(report.rho)", 6), pad(Numbers.short(report.lambda), 10),
      pad(String(report.cgIterations), 5),
      words(report.cgOutcome).padding(toLength: 16, withPad: " ", startingAt: 0),
      pad(String(report.cgChosen), 8), pad(report.accepted ? String(format: "%.2g", report.alpha) : "-", 7),
    ]
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
