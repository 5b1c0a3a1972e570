import Foundation
import Inspection
import Training

/// The loss of a run in characters, now and then and at the end.
struct RunPlot {
  private var points: [(x: Double, y: Double)] = []
  private var last = Date()
  private var hasFailed = false
  /// Seconds between pictures.
  private static var interval: Double { 20 }

  /// Takes a step in.
  mutating func add(_ row: HistoryRow) {
    points.append((row.cost.minibatches, row.validation.loss))
  }

  /// Draws on a terminal if it is time to.
  mutating func showNow() {
    guard Terminal.output.isTerminal, Date().timeIntervalSince(last) > Self.interval else { return }
    show()
  }

  /// Draws.
  mutating func show() {
    last = Date()
    let chart = LineChart(
      title: "loss on validation data", horizontal: "passes of 1000 sequences", vertical: "loss",
      isLogarithmic: true, curves: [LineChart.Curve("loss", points)])
    let picture = Picture([chart])
    guard !picture.charts.isEmpty, !hasFailed else { return }
    do throws(TrainingError) {
      Console.printLines(try picture.text(columns: min(TerminalSize.columns, 100), rows: 20))
    } catch {
      // Once is enough: the run goes on without.
      hasFailed = true
      Console.error(error.description)
    }
  }
}
