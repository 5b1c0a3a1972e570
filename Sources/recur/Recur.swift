import DurableFiles
import ArgumentParser
import Commands
import Foundation
import HDF5
import OptionFlags
import Training

@main
struct Recur: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recur",
    abstract: "Train recurrent networks with Hessian-free optimization.",
    discussion: """
      Start here:
        recur train addition --length 50   a network learns to remember 50 steps
        recur train F.h5                   or learns from sequences of your own
        recur resume runs/...              go on with a run, bit for bit
        recur repeat addition --seeds 4    how often is it solved, at what cost
        recur compare runs/a runs/b        their curves on common axes
        recur evaluate runs/...            score what it has learned
        recur predict runs/... --csv       what it predicts, step by step
        recur sample runs/...              text from a model that was trained on some
        recur data task addition --output F.h5
                                           make dataset files, or check your own
        recur inspect runs/...             what is in a checkpoint
        recur check addition               the derivatives proven on a small model
        recur derivatives ...              derivatives in a file, for others to check
        recur benchmark                    how fast, against bare matrix products
        recur doctor                       what this machine offers, used well?
      """,
    version: programBuild,
    subcommands: [
      TrainCommand.self, ResumeCommand.self, RepeatCommand.self, CompareCommand.self, EvaluateCommand.self,
      PredictCommand.self, SampleCommand.self,
      DataCommand.self,
      InspectCommand.self, CheckCommand.self, DerivativesCommand.self, BenchmarkCommand.self, DoctorCommand.self,
      SandboxedReadCommand.self,
    ])

  static func main() {
    ProcessStart.begin()
    Arguments.requireText()
    HelpDetail.$isBrief.withValue(helpAsked ?? false) { begin() }
  }

  /// Whether brief help is asked for, or all of it; nil for none.
  private static var helpAsked: Bool? { HelpDetail.isBrief(askedBy: Array(CommandLine.arguments.dropFirst())) }

  private static func begin() {
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      let table = OptionTable(of: arguments)
      let prepared = try ArgumentReader.prepared(arguments, formerNames: table.formerNames) { table[$0] }
      var command = try parseAsRoot(prepared.map { $0 == "--help-all" ? "--help-hidden" : $0 })
      if !(command is SandboxedReadCommand) { FileGuard.stand() }
      do { try command.run() } catch let error as ExitCode {
        try end(error.rawValue)
      } catch CommandError.exit(let code) {
        try end(code)
      }
      try Console.requireWritten()
    } catch {
      fail(error)
    }
  }

  /// Ends with an exit code; one that was interrupted need not have written everything.
  private static func end(_ code: Int32) throws(TrainingError) -> Never {
    if code != ExitStatus.interrupted { try Console.requireWritten() }
    exit(withError: ExitCode(code))
  }

  /// One sentence on standard error and an exit code that says what kind of failure it was.
  private static func fail(_ error: any Error) -> Never {
    if case CommandError.usage(let sentence) = error { fail(ValidationError(sentence)) }
    if let failure = Failure(error) {
      failure.sentence.map(Console.error)
      exit(withError: ExitCode(failure.exitCode))
    }
    // Help and the version are no errors, and are printed as they are.
    let code = exitCode(for: error)
    guard code != .success else {
      // A file has no width; ArgumentParser takes that of a narrow terminal for it.
      guard helpAsked != nil, !Terminal.output.isTerminal else { exit(withError: error) }
      let text = fullMessage(for: error, columns: 100).trimmingCharacters(in: .newlines)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) { Console.print(String(line)) }
      exit(withError: ExitCode(ExitStatus.succeeded))
    }
    // ArgumentParser repeats arguments as they are.
    let words = message(for: error)
    Console.noteLines(fullMessage(for: error).replacing(words, with: words.sentence, maxReplacements: 1))
    exit(withError: code)
  }
}

extension ParsableArguments {
  /// Has ArgumentParser tell of choices that make no sense, with the usage of the command.
  func checked(_ check: @autoclosure () throws(CommandError) -> Void) throws {
    do throws(CommandError) { try check() } catch { throw ValidationError(error.description) }
  }
}
