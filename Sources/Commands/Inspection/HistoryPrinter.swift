import Foundation
import Inspection
import LinearAlgebra
import Optimization

/// A run's history: sparklines, and a table of some of its steps.
struct HistoryPrinter {
  private let history: HistoryTable
  private let rows: [Int]

  /// The columns of the table, and of the sparklines: those of every run, and those that its optimizer asks for.
  private var shown: [String] { ["step", "loss", score] + history.display.table + ["minibatches"] }
  private var drawn: [String] { ["loss", score] + history.display.sparklines }
  private var score: String { history.score }

  init(_ history: HistoryTable, isOverview: Bool) {
    self.history = history
    rows = history.shownRows(most: isOverview ? 6 : 20)
  }

  func print() {
    InspectPrinter.title("history, \(history.steps, "step")")
    if !history.isEven { Console.print("  " + Console.red("the columns differ in length; what all have is shown")) }
    if !history.unread.isEmpty { Console.print("  not shown: \(history.unread.joined(separator: ", "))") }
    guard history.steps > 0 else { return }
    drawn.forEach(draw)
    table()
    outcomes()
  }

  /// Why conjugate gradients stopped, and how often.
  private func outcomes() {
    let words = history.outcomes.map { "\($0.reason) \($0.steps)" }
    guard !words.isEmpty else { return }
    Console.print("  conjugate gradients stopped: \(words.joined(separator: ", "))")
  }

  private func draw(_ name: String) {
    guard let values = history[name]?.numbers?.prefix(history.steps), let first = values.first, let last = values.last
    else { return }
    let line = Sparkline.line(Array(values))
    Console.print(
      "  \(name.padding(toLength: 16, withPad: " ", startingAt: 0))  \(line)  \(Numbers.short(first)) → \(Numbers.short(last))"
    )
  }

  private func table() {
    let known = shown.compactMap { history[$0] }
    let columns = known.isEmpty ? Array(history.columns.prefix(8)) : known
    guard !columns.isEmpty else { return }
    var table = TextTable(columns.map(\.name), wordColumns: 0)
    var previous: Int?
    for row in rows {
      if let previous, row > previous + 1 { table.add(columns.map { _ in "⋮" }) }
      table.add(columns.map { Self.word($0, row) })
      previous = row
    }
    table.lines().forEach(Console.print)
  }

  private static func word(_ column: HistoryColumn, _ row: Int) -> String {
    switch column.entries {
    case .numbers(let values):
      let value = values[row]
      if let word = HistoryTable.word(value, column: column.name) { return word }
      if value == value.rounded(), abs(value) < 1e9 { return Numbers.whole(value) }
      return Numbers.short(value)
    case .texts(let texts):
      let line = texts[row].split(separator: "\n").first.map(String.init) ?? "-"
      return line.count > 24 ? line.prefix(23) + "…" : line
    }
  }
}
