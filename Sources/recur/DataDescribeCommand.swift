import ArgumentParser
import SequenceData
import Training

struct DataDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what is in a dataset file.",
    discussion: """
      Example:
        recur data describe addition.h5

      Reads every value: lengths, steps that carry loss, ranges of numbers, how
      often each symbol and class occurs, and what the best constant output would
      score on each split, beside the baseline that the file states.
      """)

  @Argument(help: "The file.")
  var file: String

  @Flag(help: "Let inputs and targets be infinite or not a number.")
  var allowNonfiniteData = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try FileGuard.admit(file)
    let file = try SequenceFile(contentsOf: file, allowsNonFinite: allowNonfiniteData)
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
}
