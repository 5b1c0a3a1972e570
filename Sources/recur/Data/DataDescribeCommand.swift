import ArgumentParser
import Commands
import SequenceData

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

  @Argument(help: "The file.") var file: String
  @Flag(help: "Let inputs and targets be infinite or not a number.") var allowNonfiniteData = false
  @Option(help: "Text: score n-gram models of order 1 to this.") var ngrams: Int?
  @Option(help: "Text: the split that n-gram models are scored on.") var split = Split.test
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws { try checked(DescribeRequest.validate(ngrams: ngrams)) }

  func run() throws {
    try DescribeRequest(file, allowsNonFinite: allowNonfiniteData, ngrams: ngrams, split: split, json: json).run()
  }
}
