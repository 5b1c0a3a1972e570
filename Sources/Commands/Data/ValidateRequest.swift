import LinearAlgebra
import SequenceData
import Training

/// What `data validate` is asked to do: to check dataset files against the contract.
package struct ValidateRequest {
  private let files: [String]
  private let allowsNonFinite: Bool
  private let json: Bool

  /// - Parameters:
  ///   - files: the files.
  ///   - allowsNonFinite: whether inputs and targets may be infinite or not a number.
  ///   - json: whether one JSON object is printed for each.
  package init(_ files: [String], allowsNonFinite: Bool, json: Bool) {
    self.files = files
    self.allowsNonFinite = allowsNonFinite
    self.json = json
  }

  /// Checks all of them.
  ///
  /// - Returns: the exit code.
  package func run() throws -> Int32 {
    var isMissing = false
    var isValid = true
    for path in files {
      let progress = ProgressLine("checking \(path)")
      do {
        let file = try FileGuard.admit(path)
        let check = try SequenceFileCheck(file, allowsNonFinite: allowsNonFinite) {
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
    return !isValid ? ExitStatus.badData : isMissing ? ExitStatus.missingInput : ExitStatus.succeeded
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
