import ArgumentParser
import Commands
import Inspection

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
      character) on fresh validation sequences, against what was spent: passes of
      1000 sequences through a gradient or a curvature product, seconds, steps, or
      passes times length, which is what counts where lengths differ. It is
      drawn by gnuplot (Debian: gnuplot-nox): on a terminal in characters, or into
      the file named by --output, an SVG, PNG or PDF by the end of its name.

      The table ends with the figure that counts: the share of wrong sequences, of a
      text bits per character, elsewhere the mean squared error or the share of right
      outputs on the test split, and beside it that of the best constant predictor.

      Below it stand the options in which the runs differ, each value with its runs.

      --json prints one object a run: path, its choices, differing (its choices of the
      options in which the runs differ, null where one is left open), summary (null
      while it goes on), and steps, one object for each.
      """)

  @Argument(help: ArgumentHelp("Run folders, or folders of a series.", valueName: "run")) var runs: [String]
  @Option(help: "The horizontal axis.") var against = RunAxis.minibatches
  @Option(help: "Draw into this file, .svg, .png or .pdf.") var output: String?
  @Flag(help: "Replace the file if it exists.") var force = false
  @Flag(help: "Print one JSON object a run.") var json = false

  func validate() throws { try checked(ComparisonRequest.requirePicture(output, option: "output")) }

  func run() throws {
    try ComparisonRequest(runs, against: against, output: output, mayReplace: force, json: json).run()
  }
}
