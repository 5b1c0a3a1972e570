import Foundation
import Losses
import Optimization
import RecurrentNetworks
package import Training

/// The table of a run: a line a step, in as many of its columns as there is room for.
///
/// What every run has is always there: the step, the loss of its batch, loss and metric on validation data, what it has cost and what is left. What
/// the optimizer says of itself comes between, the columns that tell most first, until the line is full; all of it is in the log.
package struct StepTable {
  /// The columns of a line where nobody says how many there are: in a file, and on a terminal that does not tell.
  package static let usualWidth = 80

  private let columns: [StepColumn]
  private let legendLines: [String]

  /// The table of a run about data of some kind, in lines of at most `width` characters where what every run has fits in.
  package init(_ configuration: ExperimentConfiguration, _ kind: DataKind, width: Int = Self.usualWidth) {
    let score = StepScore(configuration, kind)
    let first = StepColumn.beginning(configuration) + score.columns
    let last = StepColumn.end(configuration)
    var room = width - (first + last).reduce(-1) { $0 + $1.width + 1 }
    let offered = StepColumn.own(configuration)
    let taken = offered.indices.sorted { (offered[$0].rank, $0) < (offered[$1].rank, $1) }.filter {
      guard offered[$0].width + 1 <= room else { return false }
      room -= offered[$0].width + 1
      return true
    }
    columns = first + taken.sorted().map { offered[$0] } + last
    legendLines = score.legend
  }

  /// What the columns mean, and their names.
  package var header: [String] { legendLines + [line { $0.title }] }

  /// A step.
  package func line(_ row: HistoryRow) -> String { line { $0.words(row) } }

  private func line(_ words: (StepColumn) -> String) -> String {
    var line = columns.map { $0.padded(words($0)) }.joined(separator: " ")
    while line.last == " " { line.removeLast() }
    return line
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
}

/// What validation data say of a step, in columns, and what these mean.
private struct StepScore {
  let columns: [StepColumn]
  let legend: [String]

  init(_ configuration: ExperimentConfiguration, _ kind: DataKind) {
    var losses = StepColumn.losses
    let metric: String
    switch (kind, Quality.Measure(configuration.network.loss.target)) {
    case (.judged, _):
      losses.append(
        StepColumn("wrong", 7) { row in
          let words = Numbers.percent(row.validation.wrongShare)
          return row.validation.wrongShare < 0.01 ? Console.green(words) : words
        })
      metric = "wrong sequences"
    case (.unjudged, .meanSquaredError):
      losses.append(StepColumn("MSE", 8) { Numbers.fitting($0.quality?.value ?? .nan, 8) })
      losses.append(StepColumn("R²", 6) { row in Numbers.fixed(row.quality?.explainedVariance ?? .nan, 3, within: 6) })
      metric = "MSE, R²"
    case (.unjudged, .stepAccuracy), (.unjudged, .outputAccuracy):
      losses.append(StepColumn("wrong", 7) { Numbers.percent($0.quality?.wrongShare ?? .nan) })
      metric = configuration.network.loss.target == .classes ? "wrong steps" : "wrong outputs"
    case (.text, _):
      let unit = configuration.normalization == .step ? "character" : "window"
      columns = StepColumn.bits
      legend = ["bits per \(unit); train: batch before a step, valid: validation after it"]
      return
    }
    columns = losses
    legend = ["train: batch loss before a step; valid, \(metric): validation after it"]
  }
}

/// A column of the table.
private struct StepColumn {
  let title: String
  let width: Int
  let isLeading: Bool
  /// Where there is no room for all, those of a higher rank are left out.
  let rank: Int
  let words: (HistoryRow) -> String

  init(
    _ title: String, _ width: Int, isLeading: Bool = false, rank: Int = 0, words: @escaping (HistoryRow) -> String
  ) {
    (self.title, self.width, self.isLeading, self.rank, self.words) = (title, width, isLeading, rank, words)
  }

  /// A word in the place of the column.
  func padded(_ word: String) -> String {
    let space = String(repeating: " ", count: max(0, width - TextStyle.width(word)))
    return isLeading ? word + space : space + word
  }

  /// The step, and the length of its sequences where that changes.
  static func beginning(_ configuration: ExperimentConfiguration) -> [StepColumn] {
    let step = StepColumn("step", 6) { String($0.report.step) }
    return configuration.lengths.count > 1 ? [step, StepColumn("T", 4) { String($0.length) }] : [step]
  }

  static var losses: [StepColumn] {
    [
      StepColumn("train", 8) { Numbers.fitting($0.report.loss, 8) },
      StepColumn("valid", 8) { Numbers.fitting($0.validation.loss, 8) },
    ]
  }

  static var bits: [StepColumn] {
    [
      StepColumn("train", 8) { Numbers.fixed($0.report.loss / M_LN2, 3, within: 8) },
      StepColumn("valid", 8) { Numbers.fixed($0.validation.loss / M_LN2, 3, within: 8) },
    ]
  }

  /// What has been spent, and what is left.
  static func end(_ configuration: ExperimentConfiguration) -> [StepColumn] {
    [
      StepColumn("passes", 6) { row in
        let words = Numbers.amount(row.cost.minibatches)
        return words.count <= 6 ? words : Numbers.fitting(row.cost.minibatches, 6)
      },
      StepColumn("time", 6) { Numbers.time($0.seconds) },
      StepColumn("left", 6) { Numbers.time(StepTable.budgetLeft($0, configuration)) },
    ]
  }

  /// Columns that tell most of a step come first; those not named here come behind them.
  private static let order = [
    "λ", "ρ", "CG", "rate", "α", "‖gradient‖", "trials", "stopped by", "limited", "clipped", "‖step‖", "taken", "pairs",
  ]

  /// What the optimizer says of itself, but for what is the same in every step under these options.
  static func own(_ configuration: ExperimentConfiguration) -> [StepColumn] {
    let display = configuration.optimizer.options.display
    // A step with a number wherever there can be one.
    var example = StepReport(step: 1, lambda: 1, mu: 0)
    (example.rho, example.alpha, example.gradientNorm, example.stepNorm) = (1, 1, 1, 1)
    let cells = display.cells(example)
    var heading = Substring(display.heading)
    return cells.indices.compactMap { index in
      let cell = cells[index]
      let title = heading.prefix(cell.width).filter { $0 != " " || cell.isLeading }
      heading = heading.dropFirst(cell.width + 1)
      let name = String(title).trimmingCharacters(in: .whitespaces)
      guard !isConstant(name, configuration) else { return nil }
      let shown = name == "‖gradient‖" ? "‖grad‖" : name
      let width = max(width(of: cell), shown.count)
      return StepColumn(
        shown, width, isLeading: cell.isLeading, rank: order.firstIndex(of: name) ?? order.count
      ) { row in
        let cells = display.cells(row.report)
        return index < cells.count ? words(cells[index], within: width) : ""
      }
    }
  }

  private static func isConstant(_ name: String, _ configuration: ExperimentConfiguration) -> Bool {
    func isNone(_ option: String) -> Bool { configuration.layer[option]?.words == "none" }
    return switch name {
    case "clipped": isNone("clip-norm")
    case "α": isNone("line-search")
    default: false
    }
  }

  /// The characters that a kind of cell needs.
  private static func width(of cell: ReportCell) -> Int {
    switch cell.content {
    case .number, .percent: 7
    case .fixed: 5
    case .significant: 5
    case .text: cell.isLeading ? 14 : min(cell.width, 4)
    }
  }

  private static func words(_ cell: ReportCell, within width: Int) -> String {
    switch cell.content {
    case .number(let value): Numbers.fitting(value, width)
    case .fixed(let value, let digits): Numbers.fixed(value, digits, within: width)
    case .significant(let value, let digits): Numbers.fitting(value, width, digits: digits)
    case .percent(let share): Numbers.percent(share)
    case .text(let text): text
    }
  }
}
