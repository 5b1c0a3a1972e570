import ArgumentParser
import SequenceData
import Training

struct DataDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what is in a dataset file.",
    discussion: """
      Examples:
        recur data describe addition.h5
        recur data describe book.h5 --ngrams 6

      Reads every value: lengths, steps that carry loss, ranges of numbers, how
      often each symbol and class occurs, and what the best constant output would
      score on each split, beside the baseline that the file states.

      Of text it shows the most frequent symbols and their entropy. --ngrams N adds
      interpolated Witten-Bell n-gram models of order 1 to N of /train, in bits per
      character and per byte on /test: a network should need fewer. The first symbol
      is given, each of the others is predicted once.
      """)

  @Argument(help: "The file.")
  var file: String

  @Flag(help: "Let inputs and targets be infinite or not a number.")
  var allowNonfiniteData = false

  @Option(help: "Text: score n-gram models of order 1 to this.")
  var ngrams: Int?

  @Option(help: "Text: the split that n-gram models are scored on.")
  var split = Split.test

  @Flag(help: "Print one JSON object.")
  var json = false

  /// The largest order of n-grams.
  private static let largestOrder = 32

  func validate() throws {
    if let ngrams, !(1...Self.largestOrder).contains(ngrams) {
      throw ValidationError("--ngrams should be 1 to \(Self.largestOrder), got \(ngrams)")
    }
  }

  func run() throws {
    let admitted = try FileGuard.admit(file)
    if try TextFile.holdsText(admitted) {
      try describeText(TextFile(admitted))
    } else {
      guard ngrams == nil else {
        throw TrainingError(.data, "\(file) does not hold text (task = text), of which alone there are n-grams")
      }
      try describeSequences(SequenceFile(admitted, allowsNonFinite: allowNonfiniteData))
    }
  }

  private func describeSequences(_ file: SequenceFile) throws {
    let parts = try file.splits.map { try file.split($0) }
    let total = parts.reduce(0) { $0 + $1.rowCount }
    var done = 0
    let progress = ProgressLine("reading \(file.path)")
    defer { progress.end() }
    let summaries = try parts.map { part in
      let summary = try SplitSummary(part, of: file.description) { progress.show(done + $0, of: total) }
      done += part.rowCount
      return summary
    }
    progress.end()
    let report = DataDescription(file, summaries)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }

  private func describeText(_ file: TextFile) throws {
    let total = try file.splits.reduce(0) { try $0 + file.length(of: $1) }
    var done = 0
    let progress = ProgressLine("reading \(file.path)")
    defer { progress.end() }
    let summaries = try file.splits.map { split in
      let summary = try TextSplitSummary(split, of: file) { progress.show(done + $0, of: total) }
      done += summary.length
      return summary
    }
    progress.end()
    let counting = ProgressLine("n-grams of \(file.path)")
    defer { counting.end() }
    let baselines = try ngrams.map { order in
      try NGramBaselines(file, order: order, split: split) { counting.show($0, of: $1) }
    }
    counting.end()
    let report = DataTextDescription(file: file, splits: summaries, baselines: baselines)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }
}
