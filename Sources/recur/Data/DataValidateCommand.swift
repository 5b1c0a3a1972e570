import ArgumentParser
import Commands
import SequenceData

struct DataValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check dataset files against the contract, and say all that is wrong.",
    discussion: """
      Examples:
        recur data validate addition.h5
        recur data validate data/*.h5 --json

      Reads every value. One line for each finding, the first \(SequenceFileFinding.limit) of a kind.
      Exit code 0: all files are right; 65: something is wrong; 66: a file is missing.
      """)

  @Argument(help: "The files.") var files: [String]
  @Flag(help: "Let inputs and targets be infinite or not a number.") var allowNonfiniteData = false
  @Flag(help: "Print one JSON object a file.") var json = false

  func run() throws {
    throw ExitCode(try ValidateRequest(files, allowsNonFinite: allowNonfiniteData, json: json).run())
  }
}
