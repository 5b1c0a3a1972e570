internal import Losses

import ArgumentParser
import Commands
import SequenceData

struct DataArraysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arrays",
    abstract: "Make a dataset file of arrays or of a table of your own.",
    discussion: """
      Examples:
        recur data arrays vowels.npz --standardize --output vowels.h5
        recur data arrays load.csv --targets load --window 168 --horizon 24 \\
          --standardize --output load.h5
        recur data arrays gait.csv --sequence subject --targets label --output gait.h5
        recur data arrays new.npz --like runs/vowels --split 0,0,1 --output new.h5

        np.savez("vowels.npz", x=x, lengths=lengths, y=labels)          # in Python
        np.savez("vowels.npz", y=labels,
                 **{f"x_{i}": s for i, s in enumerate(sequences)})      # or as a list

      Arrays (.npz, .npy, .mat, HDF5). What is shown is named x (or inputs): sequences x steps
      x features, padded, with lengths where they differ; steps x features with lengths
      that add up, or one long series; or an array of steps x features for each
      sequence, x_0, x_1, ... What is asked for is named y (or targets, labels): for
      each step in the same form, or one row for each sequence. Each name may end in
      _train, _validation, _test; else sequences are dealt out by --split.

      A table (.csv, .tsv): a row is a step, the first line has the names. --sequence
      names the column by which rows belong together; without it all are one series.
      --targets names what is asked for; what does not change within any sequence is
      asked for once. Shown are all other columns, or those of --inputs; where
      something is forecast, its past too.

      Targets are classes where they are words, or whole numbers by their type (of
      tables: with --loss softmax), else values. One for a whole sequence is asked for
      at its last step (--score every: at each).

      --window cuts series into sequences, --stride from one to the next. --horizon H
      asks at each step for what comes H steps later: of the targets, or without any,
      of the inputs themselves (then 1 where a window is cut). A single series is cut
      in time: train first, test last, no window across.

      Missing values (NaN, in tables also nothing, NA, null, ?) are refused, or with
      --missing mask: a step without its target carries no loss, and a missing input
      is given as the mean of the training data.

      --standardize brings inputs, and targets that are values, to mean 0 and deviation
      1 over the training split. The constants stay with the file and with models that
      are trained on it: recur predict takes raw inputs and gives raw values. --like
      takes constants and classes from a run, a checkpoint or a dataset file instead.
      """)

  @Argument(help: "The files.") var files: [String]
  @Option(help: "The array, or the columns, that are shown, separated by commas.") var inputs: String?
  @Option(help: "The array, or the columns, that are asked for, separated by commas.") var targets: String?
  @Option(help: "The array of the lengths of sequences. (default: lengths, if it is there)") var lengths: String?
  @Option(help: "Of a table: the column that says to which sequence a row belongs.") var sequence: String?

  @Option(help: "Loss: \(ArrayFileRequest.losses). (default: softmax for classes, else squared-error)")
  var loss: String?

  @Option(help: "Steps of a window into which series are cut.") var window: Int?
  @Option(help: "Steps from one window to the next. (default: those of a window)") var stride: Int?
  @Option(help: "How many steps ahead targets lie.") var horizon: Int?
  @Option(help: "Where the target of a whole sequence is asked for: last or every step.") var score: ScoredSteps = .last
  @Option(help: "What becomes of missing values: refuse or mask.") var missing: MissingChoice = .refuse
  @Flag(help: "Bring inputs and values to mean 0 and deviation 1.") var standardize = false
  @Option(help: "A run, a checkpoint or a dataset file whose constants and classes are taken over.") var like: String?

  @Option(help: "Shares of train, validation, test. (default: \(ArrayFileRequest.usualSplit))") var split: String?
  @Option(help: "Seed by which sequences are dealt out.") var seed: UInt64 = 1
  @Option(help: "The data in a sentence, to be stored in the file.") var description: String?

  @OptionGroup var file: NewFileOptions

  enum ScoredSteps: String, ExpressibleByArgument, CaseIterable { case last, every }
  enum MissingChoice: String, ExpressibleByArgument, CaseIterable { case refuse, mask }

  private var request: ArrayFileRequest {
    var choices = ArrayChoices()
    func list(_ text: String?) -> [String] {
      (text ?? "").split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
    }
    (choices.inputs, choices.targets) = (list(inputs), list(targets))
    (choices.lengths, choices.sequence, choices.loss) = (lengths, sequence, loss.flatMap { Loss(rawValue: $0) })
    (choices.window, choices.stride, choices.horizon) = (window, stride, horizon)
    (choices.scoresEveryStep, choices.masksMissing) = (score == .every, missing == .mask)
    (choices.standardizes, choices.seed) = (standardize, seed)
    return ArrayFileRequest(files, choices, split: split, like: like, description: description)
  }

  func validate() throws {
    if let loss, Loss(rawValue: loss) == nil {
      throw ValidationError(
        "--loss should be one of \(ArrayFileRequest.losses), got '\(loss)'")
    }
    guard !files.isEmpty else { throw ValidationError("a file of arrays or a table should be named") }
    try checked(request.validate())
  }

  func run() throws { try request.run(file.file) }
}
