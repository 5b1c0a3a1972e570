internal import Foundation
internal import DurableFiles
internal import HDF5
public import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks
public import Training

/// Everything about a checkpoint on one page.
public struct InspectionPage<Element: Scalar> {
  private let file: FileReport
  let results: InspectionResults<Element>
  var page: HTMLPage
  private var pictures = 0

  /// A page of what a file says by itself and what was found out.
  ///
  /// - Throws: `TrainingError` if gnuplot is missing or fails.
  public init(_ file: FileReport, _ results: InspectionResults<Element>) throws(TrainingError) {
    self.file = file
    self.results = results
    page = HTMLPage(title: file.file.path)
    try fill()
  }

  /// Writes the page, in place of the file at `path` if it may be replaced.
  ///
  /// - Throws: `TrainingError` if it cannot be written.
  public func write(to path: String, mayReplace: Bool = true) throws(TrainingError) {
    do { try FileTarget(path, mayReplace: mayReplace).write(Array(page.text.utf8)) } catch {
      throw TrainingError(.writing, "\(path) cannot be written: \(error.reason)")
    }
  }

  private mutating func fill() throws(TrainingError) {
    overview()
    try history()
    try spectrum()
    try flow()
    try states()
    try fixedPoints()
    try damping()
    try solves()
    try curvature()
    if !results.isComplete { page.paragraph("The work was ended early: what is missing was not reached.") }
  }

  /// Draws charts below each other, each of a height where the width is 840.
  mutating func draw(_ charts: [any Chart], height: Int = 320) throws(TrainingError) {
    let picture = Picture(charts)
    guard !picture.charts.isEmpty else { return }
    pictures += 1
    page.picture(try picture.element(named: "p\(pictures)", height: height))
  }

  private mutating func overview() {
    page.section("model", "The model")
    if let sentence = file.model?.sentence { page.paragraph(sentence) }
    page.paragraph(
      results.isBest
        ? "Looked at are the best parameters met on validation data, of step \(results.step); the figures of blocks are of the last."
        : "Looked at are the last parameters, of step \(results.step).")
    page.paragraph("Seen through \(results.sequences, "sequence") of \(results.data). SHA-256 \(file.file.digest).")
    let blocks = file.model?.blocks ?? []
    page.table(
      "parameter blocks", ["block", "shape", "count", "mean", "deviation", "min", "max", "norm"],
      blocks.map { block in
        let figures = block.statistics
        let values = [figures?.mean, figures?.deviation, figures?.minimum, figures?.maximum, figures?.norm]
        return [block.name, block.shape.map(String.init).joined(separator: " × "), "\(block.count)"]
          + values.map { Self.short($0) }
      }, isFolded: false)
  }

  private mutating func history() throws(TrainingError) {
    guard let history = file.history, history.steps > 0 else { return }
    page.section("history", "The run so far: \(history.steps, "step")")
    let fall = "the train loss should fall, with plateaus before something is understood. "
    page.hint(
      fall + history.display.hint)
    let steps = history["step"]?.numbers ?? (1...history.steps).map(Double.init)
    let score = history.score
    for (name, isLogarithmic) in [("loss", true), (score, score == "validation_loss"), ("gradient_norm", true)]
      + history.display.charts
    {
      guard let values = history[name]?.numbers else { continue }
      var chart = LineChart(
        title: name == "loss" ? "train loss (gradient batch, before the step)" : name.replacing("_", with: " "),
        horizontal: "step", vertical: "", isLogarithmic: isLogarithmic,
        curves: [LineChart.Curve(name, Array(zip(steps, values)).map { (x: $0, y: $1) })])
      chart.countsSteps = true
      chart.countsValues = name == "cg_iterations"
      try draw([chart], height: 230)
    }
    if !history.outcomes.isEmpty {
      page.table(
        "why conjugate gradients stopped", ["reason", "steps"], history.outcomes.map { [$0.reason, "\($0.steps)"] },
        isFolded: false)
    }
    let columns = history.ownColumns
    page.table(
      "all steps", columns.map(\.name),
      history.shownRows(most: 500).map { row in
        columns.map { column in
          switch column.entries {
          case .numbers(let values): HistoryTable.word(values[row], column: column.name) ?? Self.short(values[row])
          case .texts(let texts): texts[row]
          }
        }
      }, isFolded: true)
  }

  static func list(_ values: [Double]) -> String {
    (values.prefix(8).map { short($0) } + (values.count > 8 ? ["…"] : [])).joined(separator: " ")
  }

  static func short(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "–" }
    return String(format: "%.4g", value)
  }
}
