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
    let middle = configuration.optimizer.options.display.heading
    let score = TextTable.pad(name, scoreWidth(kind))
    return legend + ["  step    T train loss \(score) \(middle)       passes    time  budget left"]
  }

  private static func scoreWidth(_ kind: DataKind) -> Int { kind == .judged ? 7 : 11 }

  /// The columns of a step.
  package static func text(_ row: HistoryRow, _ configuration: ExperimentConfiguration, _ kind: DataKind) -> String {
    let spent = row.cost.minibatches
    let middle = configuration.optimizer.options.display.cells(row.report).map(words)
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

  private static func words(_ cell: ReportCell) -> String {
    let text =
      switch cell.content {
      case .number(let value): Numbers.short(value)
      case .fixed(let value, let digits): fixed(value, digits)
      case .significant(let value, let digits): String(format: "%.\(digits)g", value)
      case .percent(let share): Numbers.percent(share)
      case .text(let text): text
      }
    return cell.isLeading
      ? text.padding(toLength: cell.width, withPad: " ", startingAt: 0) : TextTable.pad(text, cell.width)
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
