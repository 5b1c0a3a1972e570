import Foundation
import Optimization
package import Training

/// A step of a run on one line.
package enum StepLine {
  /// What the columns of a run are, where that needs a line, and their names.
  package static func header(_ configuration: ExperimentConfiguration, _ kind: DataKind) -> [String] {
    let (name, legend): (String, [String]) =
      switch kind {
      case .judged: ("wrong", [])
      case .unjudged:
        (
          "valid. loss",
          [
            "train loss: on the batch of the step, before the step; valid. loss: on validation sequences, after it"
          ]
        )
      case .text:
        (
          "valid. bits",
          [
            "train loss: nats per character on the batch of the step, before the step; valid. bits: bits per character on validation windows, after it"
          ]
        )
      }
    let isFirstOrder = configuration.firstOrder != nil
    let middle = isFirstOrder ? firstOrder : hessianFree
    let score = TextTable.pad(name, scoreWidth(kind))
    return legend + ["  step    T train loss \(score) \(middle)  minibatches    time  budget left"]
  }

  private static let firstOrder = "  ‖gradient‖  clipped    ‖step‖       rate"
  private static let hessianFree = "     ρ          λ    CG stopped by          taken       α"

  private static func scoreWidth(_ kind: DataKind) -> Int { kind == .judged ? 7 : 11 }

  /// The columns of a step.
  package static func text(_ row: HistoryRow, _ configuration: ExperimentConfiguration, _ kind: DataKind) -> String {
    let spent = row.cost.minibatches
    let middle = row.report.firstOrder.map { words(row.report, $0) } ?? words(row.report)
    return
      (beginning(row, kind) + middle + [
        TextTable.pad(Numbers.amount(spent), 12), TextTable.pad(Numbers.time(row.seconds), 7),
        TextTable.pad(Numbers.time(budgetLeft(row, configuration)), 12),
      ]).joined(separator: " ")
  }

  /// The seconds after which the first of the budgets (minibatches, steps, seconds) is spent, if the run goes on as it has gone.
  package static func budgetLeft(_ row: HistoryRow, _ configuration: ExperimentConfiguration) -> Double {
    func left(_ spent: Double, of budget: Double) -> Double {
      spent > 0 ? row.seconds * (budget - spent) / spent : .infinity
    }
    let steps = configuration.iterations.map { left(Double(row.report.step), of: Double($0)) } ?? .infinity
    let minibatches = left(row.cost.minibatches, of: configuration.minibatches)
    return max(0, min(steps, minibatches, (configuration.seconds ?? .infinity) - row.seconds))
  }

  private static func beginning(_ row: HistoryRow, _ kind: DataKind) -> [String] {
    let score =
      switch kind {
      case .judged: Numbers.percent(row.validation.wrongShare)
      case .unjudged: Numbers.short(row.validation.loss)
      case .text: fixed(row.validation.loss / M_LN2, 3)
      }
    let padded = TextTable.pad(score, scoreWidth(kind))
    return [
      TextTable.pad(String(row.report.step), 6), TextTable.pad(String(row.length), 4),
      TextTable.pad(Numbers.short(row.report.loss), 10),
      kind == .judged && row.validation.wrongShare < 0.01 ? Console.green(padded) : padded,
    ]
  }

  private static func words(_ report: StepReport, _ figures: FirstOrderFigures) -> [String] {
    [
      TextTable.pad(Numbers.short(report.gradientNorm), 12),
      TextTable.pad(figures.clippedShare.isNaN ? "-" : Numbers.percent(figures.clippedShare), 8),
      TextTable.pad(report.accepted ? Numbers.short(report.stepNorm) : "-", 9),
      TextTable.pad(figures.learningRate.isNaN ? "-" : Numbers.short(figures.learningRate), 10),
    ]
  }

  private static func words(_ report: StepReport) -> [String] {
    [
      TextTable.pad(ratio(report.rho), 6), TextTable.pad(Numbers.short(report.lambda), 10),
      TextTable.pad(String(report.cgIterations), 5),
      words(report.cgOutcome).padding(toLength: 16, withPad: " ", startingAt: 0),
      TextTable.pad(String(report.cgChosen), 8),
      TextTable.pad(report.accepted ? String(format: "%.2g", report.alpha) : "-", 7),
    ]
  }

  /// ρ; a word where the loss or the model rose, which has no ratio.
  private static func ratio(_ ρ: Double) -> String {
    ρ.isFinite ? fixed(ρ, 2) : ρ.isNaN ? "-" : "rose"
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

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
