import Optimization
import DurableFiles
import Foundation
import HDF5
package import Inspection
import Training

/// What `compare` is asked to do: several runs side by side.
package struct ComparisonRequest {
  private let runs: [String]
  private let axis: RunAxis
  private let output: String?
  private let mayReplace: Bool
  private let json: Bool

  /// - Parameters:
  ///   - runs: run folders, or folders of a series.
  ///   - axis: the horizontal axis of the picture.
  ///   - output: the file of the picture; nil for the terminal.
  ///   - mayReplace: whether that may exist.
  ///   - json: whether an object is printed for each run.
  package init(_ runs: [String], against axis: RunAxis, output: String?, mayReplace: Bool, json: Bool) {
    self.runs = runs
    self.axis = axis
    self.output = output
    self.mayReplace = mayReplace
    self.json = json
  }

  /// Makes sure that a picture can be drawn into the file of a name.
  package static func requirePicture(_ name: String?, option: String) throws(CommandError) {
    if let name, Picture.Format(ofFile: name) == nil {
      throw .usage("--\(option) should end in .svg, .png or .pdf, got '\(name.excerpt)'")
    }
  }

  /// Compares, prints and draws.
  package func run() throws {
    // A gnuplot that ends before it has read everything is an error to report, not the end of this program.
    signal(SIGPIPE, SIG_IGN)
    var records: [RunRecord] = []
    for path in runs { records += try RunRecord.all(in: path) }
    if let output { try OutputPath.require(output, mayReplace: mayReplace, unlikeAnyOf: []) }
    let comparison = RunComparison(records, against: axis)
    if json {
      for run in comparison.runs { Console.print(try JSONText.line(run)) }
    } else {
      Self.table(comparison).lines().forEach(Console.print)
      Self.differences(comparison).forEach(Console.print)
    }
    if let output, let format = Picture.Format(ofFile: output) {
      guard !comparison.picture.charts.isEmpty else {
        throw TrainingError(.data, "\(output) cannot be drawn: no run has a step with a figure in it")
      }
      try comparison.picture.write(to: output, mayReplace: mayReplace, as: format)
      if !json { Console.print(output) }
    } else if !json, Terminal.output.isTerminal, !comparison.picture.charts.isEmpty {
      draw(comparison.picture)
    }
  }

  /// In characters, if there is gnuplot.
  private func draw(_ picture: Picture) {
    do throws(TrainingError) {
      Console.printLines(try picture.text(columns: min(TerminalSize.columns, 110), rows: 24))
    } catch {
      Console.note(error.description)
    }
  }

  /// A line for each option in which runs differ: each value, and which runs chose it.
  package static func differences(_ comparison: RunComparison) -> [String] {
    let lines = comparison.differingOptions.map { option in
      let groups = comparison.choices(of: option).map { group in
        let names = group.runs.prefix(3).joined(separator: ", ")
        let more = group.runs.count > 3 ? " and \(group.runs.count - 3) more" : ""
        return Console.plain("\(group.value) (\(names)\(more))")
      }
      return "  \(option.name): \(groups.joined(separator: ", "))"
    }
    return lines.isEmpty ? [] : [Console.dim("  options that differ")] + lines
  }

  /// A row for each run.
  package static func table(_ comparison: RunComparison) -> TextTable {
    var table = TextTable(
      [
        "run", "cell", "optimizer", "solved", "steps", "passes", "forward", "time", "held-out loss", "score",
        "constant",
      ], wordColumns: 4)
    for run in comparison.runs {
      let last = run.steps.last
      let solved = run.summary.map { $0.solved.map { $0 ? "yes" : "no" } ?? "-" } ?? "not yet"
      let score =
        run.summary.map { RunScore($0) }
        ?? RunScore(wrong: last?.validationWrong, loss: last?.validationLoss, run.kind)
      table.add([
        run.name, run.choices.cell ?? "-", run.choices.optimizer?.rawValue ?? "-", solved, "\(run.steps.count)",
        Numbers.amount(last?.minibatches ?? 0), Numbers.amount(last?.forwardMinibatches ?? 0),
        Numbers.time(last?.seconds ?? 0), (run.summary?.loss ?? last?.validationLoss).map(Numbers.short) ?? "-",
        score.words, score.constant,
      ])
    }
    return table
  }
}
