import ArgumentParser
import DurableFiles
import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
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
        recur sample runs/...              text from a model that was trained on some
        recur data task addition --output F.h5
                                           make dataset files, or check your own
        recur inspect runs/...             what is in a checkpoint
        recur check addition               the derivatives proven on a small model
        recur derivatives ...              derivatives in a file, for others to check
        recur benchmark                    how fast, against bare matrix products
        recur doctor                       what this machine offers, used well?
      """,
    version: programVersion,
    subcommands: [
      TrainCommand.self, ResumeCommand.self, RepeatCommand.self, CompareCommand.self, EvaluateCommand.self,
      SampleCommand.self,
      DataCommand.self,
      InspectCommand.self, CheckCommand.self, DerivativesCommand.self, BenchmarkCommand.self, DoctorCommand.self,
      SurveyCommand.self,
    ])

  static func main() {
    ProcessStart.begin()
    Arguments.requireText()
    do {
      var command = try parseAsRoot(try ArgumentReader.prepared(Array(CommandLine.arguments.dropFirst())))
      if !(command is SurveyCommand) { FileGuard.stand() }
      do { try command.run() } catch let code as ExitCode {
        if code.rawValue != ExitStatus.interrupted { try Console.requireWritten() }
        exit(withError: code)
      }
      try Console.requireWritten()
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      fail(error)
    }
  }

  /// One sentence on standard error and an exit code that says what kind of failure it was.
  private static func fail(_ error: any Error) -> Never {
    switch error {
    case let error as TrainingError:
      Console.error(error.description.sentence)
      exit(withError: ExitCode(error.kind.exitCode))
    case let error as SequenceDataError:
      Console.error(error.description.sentence)
      exit(withError: ExitCode(ExitStatus.usage))
    case let error as SequenceFileError:
      Console.error(error.description.sentence)
      exit(withError: ExitCode(error.kind.exitCode))
    case let error as LinearAlgebraError:
      Console.error(error.description.sentence)
      exit(withError: ExitCode(ExitStatus.failed))
    case let error as NetworkError:
      Console.error(error.description.sentence)
      exit(withError: ExitCode(ExitStatus.badData))
    default:
      // Help and the version are no errors, and are printed as they are.
      let code = exitCode(for: error)
      guard code != .success else { exit(withError: error) }
      // ArgumentParser repeats arguments as they are.
      let words = message(for: error)
      Console.noteLines(fullMessage(for: error).replacing(words, with: words.sentence, maxReplacements: 1))
      exit(withError: code)
    }
  }
}
