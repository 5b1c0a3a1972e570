import ArgumentParser
import LinearAlgebra
import SequenceData
import Training

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

  @Argument(help: "The files.")
  var files: [String]

  @Flag(help: "Let inputs and targets be infinite or not a number.")
  var allowNonfiniteData = false

  @Flag(help: "Print one JSON object a file.")
  var json = false

  func run() throws {
    var isMissing = false
    var isValid = true
    for path in files {
      let progress = ProgressLine("checking \(path)")
      do {
        let file = try FileGuard.admit(path)
        let check = try SequenceFileCheck(file, allowsNonFinite: allowNonfiniteData) {
          progress.show($0, of: $1)
        }
        progress.end()
        isValid = isValid && check.isValid
        try show(check)
      } catch let error as TrainingError where error.kind == .data {
        isValid = false
        try show(SequenceFileCheck(path, damage: error.description))
      } catch let error as TrainingError {
        isMissing = true
        Console.error(error.description)
      }
    }
    if !isValid { throw ExitCode(ExitStatus.badData) }
    if isMissing { throw ExitCode(ExitStatus.missingInput) }
  }

  private func show(_ check: SequenceFileCheck) throws {
    guard !json else {
      Console.print(try JSONText.line(DataValidateReport(check)))
      return
    }
    for finding in check.findings {
      for sentence in finding.sentences { Console.print(sentence) }
      let more = finding.count - finding.sentences.count
      if more > 0 { Console.print("\(check.path): \(more) more of this kind (\(finding.kind))") }
    }
    let count = check.findings.reduce(0) { $0 + $1.count }
    let verdict =
      check.isValid ? Console.green("valid") : Console.red("not valid, \(count) \(count == 1 ? "finding" : "findings")")
    let extent =
      check.isText
      ? "text, \(check.rows, "symbol") in \(check.sequences, "split")"
      : "\(check.sequences, "sequence"), \(check.rows, "row")"
    Console.print("\(check.path): \(verdict); \(extent)")
  }
}

/// What was found in a file.
private struct DataValidateReport: Encodable {
  struct Finding: Encodable {
    let kind: String
    let count: Int
    let sentences: [String]
  }

  let file: String
  let valid: Bool
  let sequences: Int
  let rows: Int
  let findings: [Finding]

  init(_ check: SequenceFileCheck) {
    (file, valid, sequences, rows) = (check.path, check.isValid, check.sequences, check.rows)
    findings = check.findings.map { Finding(kind: $0.kind, count: $0.count, sentences: $0.sentences) }
  }
}
