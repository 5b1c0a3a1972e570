import ArgumentParser
import Foundation
import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove the derivatives of a model right, on the model itself and some of its data.",
    discussion: """
      Examples:
        recur check addition
        recur check temporal-order --hidden 20 --layers 2 --activation logistic
        recur check --config runs/addition-100-seed-1/config.yaml
        recur check runs/addition-100-seed-1/checkpoint.h5 --length 20

      One line a check: whether it passed, its name, the largest deviation met,
      the bound, and what it proves. Derivatives are compared with differences of
      what they are derivatives of, always in double; padding, threads and saved
      memory must not change a bit.

      A task is checked at its smallest length and at the parameters with which
      training starts, with noise where they are zero; a checkpoint at its own
      parameters and length. A few short sequences are enough: a wrong term shows
      on any.

      Exit code 0: every check passed; 1: one failed.
      """)

  @Argument(help: "The task, a checkpoint or a YAML file.")
  var subject: String?

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @Option(help: "Sequences to check on.")
  var sequences = 3

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try OptionLimits.require("sequences", sequences, in: 1...100_000)
  }

  func run() throws {
    let subject = try CheckSubject(subject, model, sequences: sequences)
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
    if !report.passed { throw ExitCode(ExitStatus.failed) }
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
