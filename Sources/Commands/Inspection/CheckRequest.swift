import Foundation
import Inspection
import LinearAlgebra
package import Training

/// What `check` is asked to do: to prove the derivatives of a model right.
package struct CheckRequest {
  private let subject: String?
  private let sequences: Int
  private let json: Bool

  /// - Parameters:
  ///   - subject: the task, a checkpoint or a YAML file.
  ///   - sequences: how many sequences it is checked on.
  ///   - json: whether one JSON object is printed.
  package init(_ subject: String?, sequences: Int, json: Bool) {
    self.subject = subject
    self.sequences = sequences
    self.json = json
  }

  /// Checks.
  ///
  /// - Parameter choices: the options over those of a YAML file, for a subject that is named, or for none.
  /// - Returns: the exit code.
  package func run(_ choices: (String?) throws -> ConfigurationLayer) throws -> Int32 {
    let subject = try CheckSubject(subject, sequences: sequences, choices)
    let suite = try InvariantSuite(
      subject.network, at: subject.parameters, over: subject.sequences, options: subject.options)
    if !json { Console.print(subject.title) }
    let width = suite.names.map(\.count).max() ?? 0
    let report = try suite.run { check in
      if !json { Console.print(Self.line(check, width: width)) }
    }
    if json {
      Console.print(try JSONText.line(report))
    } else {
      Console.print(Self.verdict(report))
    }
    return report.passed ? ExitStatus.succeeded : ExitStatus.failed
  }

  private static func line(_ check: InvariantCheck, width: Int) -> String {
    let verdict = check.passed ? Console.green("ok    ") : Console.red("FAILED")
    let name = check.name.padding(toLength: width, withPad: " ", startingAt: 0)
    let numbers = String(format: "%7.2g ≤ %-7.2g", check.figure, check.bound)
    let place = check.passed || check.place.isEmpty ? "" : Console.bold(" (\(check.place))")
    return "\(verdict)  \(name)  \(numbers)  \(Console.dim(check.proves))\(place)"
  }

  private static func verdict(_ report: InvariantReport) -> String {
    let failed = report.checks.filter { !$0.passed }
    guard let first = failed.first else {
      return Console.green("all \(report.checks.count, "check") passed") + ": the derivatives of this model are right"
    }
    let names = failed.map(\.name).joined(separator: ", ")
    return Console.red("\(failed.count) of \(report.checks.count, "check") failed")
      + ": \(names); begin with \(first.name)"
  }
}
