import ArgumentParser
import Foundation
import HDF5
import Inspection
import Optimization
import Training

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Several runs side by side: one table, one picture.",
    discussion: """
      Examples:
        recur compare runs/addition-100-seed-1 runs/addition-100-seed-1-2
        recur compare runs/xor-100-series --against seconds
        recur compare runs/kjv-lstm-seed-1 runs/kjv-mrnn-seed-1 --output kjv.svg

      Of a series (recur repeat) all runs are shown. A run may be under way.

      The picture has the loss and the share of wrong sequences (of a text: bits per
      character) on fresh validation sequences, against what was spent: minibatches
      of 1000 sequences through a gradient or a curvature product, seconds, steps,
      or minibatches times length, which is what counts where lengths differ. It is
      drawn by gnuplot (Debian: gnuplot-nox): on a terminal in characters, or into
      the file named by --output, an SVG, PNG or PDF by the end of its name.

      The table ends with the figure that counts: the share of wrong sequences, of a
      text bits per character, elsewhere the mean squared error or the share of right
      outputs on the test split, and beside it that of the best constant predictor.

      --json prints one object a run: path, its choices, summary (null while it goes
      on), and steps, one object for each.
      """)

  @Argument(help: ArgumentHelp("Run folders, or folders of a series.", valueName: "run"))
  var runs: [String]

  @Option(help: "The horizontal axis.")
  var against = RunAxis.minibatches

  @Option(help: "Draw into this file, .svg, .png or .pdf.")
  var output: String?

  @Flag(help: "Replace the file if it exists.")
  var force = false

  @Flag(help: "Print one JSON object a run.")
  var json = false

  func validate() throws {
    if let output, Picture.Format(ofFile: output) == nil {
      throw ValidationError("--output should end in .svg, .png or .pdf, got '\(output.excerpt)'")
    }
  }

  func run() throws {
    // A gnuplot that ends before it has read everything is an error to report, not the end of this program.
    signal(SIGPIPE, SIG_IGN)
    var records: [RunRecord] = []
    for path in runs { records += try RunRecord.all(in: path) }
    if let output { try OutputPath.require(output, mayReplace: force, unlikeAnyOf: []) }
    let comparison = RunComparison(records, against: against)
    if json {
      for run in comparison.runs { Console.print(try JSONText.line(run)) }
    } else {
      table(comparison).lines().forEach(Console.print)
    }
    if let output, let format = Picture.Format(ofFile: output) {
      guard !comparison.picture.charts.isEmpty else {
        throw TrainingError(.data, "\(output) cannot be drawn: no run has a step with a figure in it")
      }
      try comparison.picture.write(to: output, mayReplace: force, as: format)
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

  private func table(_ comparison: RunComparison) -> TextTable {
    var table = TextTable(
      [
        "run", "cell", "optimizer", "solved", "steps", "minibatches", "forward", "time", "loss", "score", "constant",
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
